package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka Streams topology as a worker: exactly once, state in memory with changelogs, records that
 * cannot be decoded as dead letters in the same transaction. An absent Schema Registry is waited
 * for; any other failure is a bug that stops the worker.
 */
public final class StreamsWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsWorker.class);
  private static final Duration CLOSE = Duration.ofSeconds(20);

  private final String name;
  private final KafkaStreams streams;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * @param name of the worker; also its application id and so the name of its group
   */
  public StreamsWorker(String name, Topology topology, Platform platform, StreamsSettings own) {
    this.name = name;
    Properties properties = new Properties();
    properties.putAll(settings(name, platform, own));
    this.streams = new KafkaStreams(topology, properties);
    streams.setUncaughtExceptionHandler(
        thrown -> {
          if (mayPass(thrown)) {
            LOG.atWarn().addKeyValue("worker", name).setCause(thrown).log("thread replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          failure.compareAndSet(null, thrown);
          LOG.atError().addKeyValue("worker", name).setCause(thrown).log("worker stopped");
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
  }

  /** Whether the Schema Registry was out of reach: the record is tried again by a new thread. */
  static boolean mayPass(Throwable thrown) {
    return Causes.first(thrown, RegistryUnavailableException.class).isPresent();
  }

  static Map<String, Object> settings(String name, Platform platform, StreamsSettings own) {
    Map<String, Object> settings = new TreeMap<>(platform.kafka().clientSettings());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, name + "-" + platform.instance());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(
        StreamsConfig.STATE_DIR_CONFIG,
        own.stateDirectory().resolve(platform.instance()).toString());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, own.replication());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    settings.put(
        StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
        "org.apache.kafka.streams.state.BuiltInDslStoreSuppliers$InMemoryDslStoreSuppliers");
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, StreamsDeadLetters.class);
    settings.put(StreamsDeadLetters.WORKER, name);
    settings.put(StreamsDeadLetters.TELEMETRY, platform.telemetry().worker(name));
    settings.put(StreamsDeadLetters.CLOCK, platform.clock());
    return settings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    streams.start();
  }

  @Override
  public boolean ready() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    streams.close(CLOSE);
  }
}
