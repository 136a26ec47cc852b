package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.genhowto.runtime.worker.WorkerContext;
import org.jspecify.annotations.Nullable;

/** One life of a topology: from its start until it ends by itself or is closed. */
final class StreamsRun implements AutoCloseable {
  /** Flushing and leaving take moments; a thread that hangs longer is left behind. */
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final GapSeeingClients clients;
  private final KafkaStreams streams;
  private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

  /**
   * @param inputs topics that others write
   */
  StreamsRun(
      Topology topology, Map<String, Object> settings, WorkerContext context, Set<String> inputs) {
    Properties properties = new Properties();
    properties.putAll(settings);
    this.clients = new GapSeeingClients(context, inputs);
    this.streams = new KafkaStreams(topology, properties, clients);
    streams.setUncaughtExceptionHandler(
        cause -> {
          thrown.compareAndSet(null, cause);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
  }

  void start() {
    streams.start();
  }

  boolean running() {
    return thrown.get() == null && streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Why it no longer runs; empty while it does, or is about to. */
  Optional<Throwable> ended() {
    Throwable cause = thrown.get();
    if (cause != null) {
      return Optional.of(cause);
    }
    return switch (streams.state()) {
      case CREATED, REBALANCING, RUNNING -> Optional.empty();
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR ->
          Optional.of(new IllegalStateException("Kafka Streams is in state " + streams.state()));
    };
  }

  /** Leaves the group, so that another instance, or the next life, takes over at once. */
  @Override
  public void close() {
    streams.close(
        CloseOptions.timeout(CLOSE)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    clients.close();
  }
}
