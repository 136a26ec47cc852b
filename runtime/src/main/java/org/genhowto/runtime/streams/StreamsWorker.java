package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.genhowto.runtime.worker.BacklogWatch;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Causes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka Streams topology as a worker: exactly once, state in memory with changelogs. What a
 * record causes stays in its {@link GuardedProcessor}; whatever else ends the topology, or makes it
 * do nothing while work waits, is waited for, and the topology begins anew. Only what no waiting
 * mends stops the worker.
 */
public final class StreamsWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsWorker.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration STALL = Duration.ofSeconds(45);

  /** Work that waits this long at a running topology shows that nothing hinders it any more. */
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private static final String MEMBER =
      StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);

  private static final String PART = "streams";
  private static final String REPARTITION = "-repartition";
  private static final Retry PAUSES =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(500), Duration.ofSeconds(10));

  private final WorkerContext context;
  private final Supplier<Topology> topology;
  private final Map<String, Object> settings;
  private final Set<String> inputs;
  private final TopicRepair repair;
  private final StreamsGuard guard;
  private final BacklogWatch watch;
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile @Nullable StreamsRun run;

  /**
   * @param name of the worker; also its application id and so the name of its group
   * @param topology makes the topology anew, each time it begins
   */
  public StreamsWorker(
      String name, Supplier<Topology> topology, Platform platform, StreamsSettings own) {
    this.context = new WorkerContext(name, platform);
    this.topology = topology;
    this.guard = new StreamsGuard(context.telemetry());
    this.settings = settings(name, platform, own);
    settings.put(StreamsGuard.KEY, guard);
    Topology described = topology.get();
    this.inputs = inputs(described);
    this.repair = new TopicRepair(name, KafkaClients.of(platform, name + "-repair"));
    this.watch =
        new BacklogWatch(
            KafkaClients.of(platform, name + "-backlog"),
            name,
            inputs,
            between(name, described),
            context.telemetry(),
            context.clock(),
            STALL);
    this.thread = new Thread(this::work, name + "-streams");
  }

  static Map<String, Object> settings(String name, Platform platform, StreamsSettings own) {
    Map<String, Object> settings = new TreeMap<>(platform.kafka().clientSettings());
    platform.telemetry().observe(settings);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, name + "-" + platform.instance());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(
        StreamsConfig.STATE_DIR_CONFIG,
        own.stateDirectory().resolve(platform.instance()).toString());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, own.replication());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    // A dead letter is its original, which may be as large as brokers take, and more headers.
    settings.put(StreamsConfig.producerPrefix("max.request.size"), 2 << 20);
    // Topics that go or grow are seen this soon, instead of after minutes.
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 15_000);
    settings.put(
        StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
        "org.apache.kafka.streams.state.BuiltInDslStoreSuppliers$InMemoryDslStoreSuppliers");
    if (!"streams".equals(settings.get("group.protocol"))) {
      // After a crash it takes its own place at once, as the loops do.
      settings.put(MEMBER, name + "-" + platform.instance());
    }
    return settings;
  }

  /** Topics that others write and the topology reads. */
  private static Set<String> inputs(Topology topology) {
    return sources(topology)
        .filter(topic -> !topic.endsWith(REPARTITION))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Topics between the parts of the topology, as Kafka Streams names them on the cluster. */
  static Set<String> between(String application, Topology topology) {
    return sources(topology)
        .filter(topic -> topic.endsWith(REPARTITION))
        .map(topic -> application + "-" + topic)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> sources(Topology topology) {
    return topology.describe().subtopologies().stream()
        .flatMap(part -> TopicRepair.sources(part).stream());
  }

  @Override
  public String name() {
    return context.worker();
  }

  @Override
  public void start() {
    watch.start();
    thread.start();
  }

  @Override
  public boolean ready() {
    StreamsRun current = run;
    return current != null && current.running();
  }

  @Override
  public Optional<String> waiting() {
    return context.waits().reason().or(watch::stall).or(watch::unmeasured);
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    context.closing().countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
  }

  private void work() {
    int failures = 0;
    try {
      while (!context.isClosing()) {
        long before = guard.successes();
        Throwable ended = runOnce();
        if (context.isClosing()) {
          return;
        }
        if (settings.get(MEMBER) instanceof String member) {
          repair.leave(member + "-1"); // As Kafka Streams calls its first thread's.
        }
        failures = guard.successes() > before ? 1 : failures + 1;
        pauseAfter(ended, failures);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StreamsFailedException e) {
      failure.set(e.getCause());
      LOG.atError().addKeyValue("worker", name()).setCause(e).log("worker stopped by a failure");
    }
  }

  /** One life of the topology; what ended it, or the sign that the worker closes. */
  // A broad catch: what the topology ends with is told apart in one place.
  @SuppressWarnings("CatchingUnchecked")
  private Throwable runOnce() throws InterruptedException {
    long successes = guard.successes();
    try (StreamsRun current = begun()) {
      run = current;
      watch.forgive();
      current.start();
      long started = System.nanoTime();
      while (!context.pause(LOOK)) {
        Optional<Throwable> end = current.ended().or(this::stalled);
        if (end.isPresent()) {
          return end.get();
        }
        boolean settled = System.nanoTime() - started > SETTLED.toNanos();
        if (current.running()
            && (settled || guard.successes() > successes || watch.records() == 0)) {
          context.waits().end(PART);
        }
      }
      return new InterruptedException("the worker closes");
    } catch (RuntimeException | Error e) {
      return e;
    } finally {
      run = null;
    }
  }

  private StreamsRun begun() throws InterruptedException {
    Topology made = topology.get();
    repair.growChangelogs(made);
    guard.limits(repair.limits(made));
    return new StreamsRun(made, settings, context, inputs);
  }

  private Optional<Throwable> stalled() {
    return watch.stall().map(IllegalStateException::new);
  }

  private void pauseAfter(Throwable ended, int failures)
      throws InterruptedException, StreamsFailedException {
    if (StreamsFailedException.isFinal(ended)) {
      throw new StreamsFailedException(ended);
    }
    Optional<GapSeeingClients.RemadeException> remade =
        Causes.first(ended, GapSeeingClients.RemadeException.class);
    if (remade.isPresent()) {
      repair.forget(remade.get().topics());
    }
    Optional<StreamsGuard.PauseException> alike = StreamsGuard.pause(ended);
    String reason =
        alike
            .map(Throwable::getMessage)
            .orElseGet(() -> "the topology begins anew: " + StreamsFailedException.reason(ended));
    context.waits().begin(PART, reason);
    LOG.atWarn().addKeyValue("worker", name()).log(reason);
    LOG.atDebug().setCause(ended).log("where the topology ended");
    context.pause(
        alike.map(StreamsGuard.PauseException::pause).orElseGet(() -> PAUSES.after(failures)));
  }
}
