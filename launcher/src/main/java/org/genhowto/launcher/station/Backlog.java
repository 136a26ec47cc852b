package org.genhowto.launcher.station;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topic;

/** What lies in a worker's input behind the offsets that its group has committed. */
public final class Backlog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS = 20;

  private final Admin admin;
  private final Consumer<byte[], byte[]> reader;

  public Backlog(Platform platform) {
    KafkaClients clients = KafkaClients.of(platform, "backlog");
    this.admin = clients.admin();
    this.reader = clients.reader();
  }

  /** Whether a worker has nothing left to do; ask the workers before it in the journey first. */
  public boolean isEmpty(WorkerCatalogue worker) throws InterruptedException {
    Topic<?> input = worker.input().orElseThrow();
    String group = worker.group().orElseThrow();
    try {
      return isEmpty(
          input, admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    } catch (ExecutionException e) {
      throw new KafkaException("the offsets of " + group + " cannot be read", e.getCause());
    }
  }

  private boolean isEmpty(Topic<?> input, Map<TopicPartition, OffsetAndMetadata> committed)
      throws InterruptedException, ExecutionException {
    List<TopicPartition> partitions =
        reader.partitionsFor(input.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    Map<TopicPartition, Long> ends = ends(partitions);
    reader.assign(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      reader.seek(partition, offset == null ? 0 : offset.offset());
    }
    // A group's offset stays before the marks of transactions, which only a reader passes over.
    for (int i = 0; i < POLLS; i++) {
      if (ends.entrySet().stream()
          .allMatch(end -> reader.position(end.getKey()) >= end.getValue())) {
        return true;
      }
      if (!reader.poll(POLL).isEmpty()) {
        return false;
      }
    }
    return false;
  }

  /**
   * Ends that count what is not committed yet: a transaction's offsets may be seen before its
   * records.
   */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(latest).all().get().forEach((each, end) -> ends.put(each, end.offset()));
    return ends;
  }

  @Override
  public void close() {
    reader.close();
    admin.close();
  }
}
