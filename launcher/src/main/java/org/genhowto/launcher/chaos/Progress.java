package org.genhowto.launcher.chaos;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topic;

/** How far the workers have come, as their brokers tell it. */
final class Progress implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;

  private final Admin admin;

  Progress(Platform platform) {
    this.admin = KafkaClients.of(platform, "chaos-progress").admin();
  }

  /**
   * Where a worker stands.
   *
   * @param done grows with every record that it has settled
   * @param behind records that it has not settled; marks of transactions may count as some
   */
  record Place(long done, long behind) {
    /** The mark behind the last record of each partition is never settled. */
    private static final int MARKS = 8;

    static final Place NOTHING_TO_SETTLE = new Place(0, 0);

    boolean idle() {
      return behind <= MARKS;
    }
  }

  /**
   * Where a worker stands; who follows topics without a group has nothing to settle.
   *
   * @throws UnknownPlaceException the broker does not answer now
   */
  Place of(WorkerCatalogue worker) throws InterruptedException {
    if (worker.input().isEmpty()) {
      return Place.NOTHING_TO_SETTLE;
    }
    Topic<?> input = worker.input().get();
    String group = worker.group().orElseThrow();
    long end = end(input.name(), input.partitions());
    Map<TopicPartition, Long> committed = new HashMap<>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null && partition.topic().equals(input.name())) {
                committed.put(partition, offset.offset());
              }
            });
    long done = committed.values().stream().mapToLong(Long::longValue).sum();
    return new Place(done, end - done);
  }

  /** Sum of the ends of a topic's partitions. */
  long end(String topic, int partitions) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    return await(admin.listOffsets(latest).all()).values().stream()
        .mapToLong(info -> info.offset())
        .sum();
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** The broker does not answer, or not yet what is asked. */
  static final class UnknownPlaceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownPlaceException(Throwable cause) {
      super("Kafka does not say how far workers are: " + cause.getMessage(), cause);
    }
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UnknownPlaceException(e);
    }
  }
}
