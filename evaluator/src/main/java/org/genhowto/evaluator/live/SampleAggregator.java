package org.genhowto.evaluator.live;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.genhowto.evaluator.gate.Decisions;
import org.genhowto.evaluator.gate.ReleaseTable;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps samples by their id, and publishes what is measured of those that changed. */
final class SampleAggregator extends GuardedProcessor {
  static final String METRICS = "to-metrics";
  static final String ALERTS = "alerts";
  static final String DEAD_SAMPLES = "to-dead-samples";
  static final String LEDGER = "to-ledger-of-sets";

  private static final Logger LOG = LoggerFactory.getLogger(SampleAggregator.class);

  /** Measured values are published, and due ones begun, this often. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** Between two looks for samples that are not to be kept. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** So many samples that are not to be kept are taken back at a tick. */
  private static final int REMOVED_AT_ONCE = 500;

  private final Codec<EvaluationMetric> metrics;
  private final Codec<ModelRelease> modelReleases;
  private final Codec<ReleaseDecision> releaseDecisions;
  private final LivePolicy policy;
  private final MeasuringThreads threads;
  private final Ledger ledger;
  private final Map<String, Series> known = new HashMap<>();
  private SampleStore store;
  private PublishedMetrics published;
  private Measurer measurer;
  private ReleaseTable releases;
  private Contests contests;
  private Decisions decisions;
  private Expiry expiry;
  private long nextExpiry;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first.
  SampleAggregator(AvroSerdes serdes, LivePolicy policy, MeasuringThreads threads, Ledger ledger) {
    super(MetricAggregation.WORKER, DEAD_SAMPLES, new Telemetry().worker(MetricAggregation.WORKER));
    this.metrics = serdes.codec(Topics.EVALUATION_METRICS);
    this.modelReleases = serdes.codec(Topics.MODEL_RELEASES);
    this.releaseDecisions = serdes.codec(Topics.RELEASE_DECISIONS);
    this.policy = policy;
    this.threads = threads;
    this.ledger = ledger;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    super.init(context);
    store = SampleStore.of(context);
    published = PublishedMetrics.of(context);
    releases = ReleaseTable.of(context, modelReleases);
    contests = new Contests(store, policy, releases);
    decisions = new Decisions(context, releaseDecisions, modelReleases, policy.gate());
    measurer = new Measurer(store, policy, contests, threads, this::unmeasured);
    expiry = new Expiry(store, policy, contests::isNamed);
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void close() {
    measurer.close();
    store.close();
  }

  @Override
  protected void died(ConsumerRecord<byte[], byte[]> original, DeadLetter.Reason reason)
      throws RegistryUnavailableException {
    ProducerRecord<byte[], byte[]> entry = ledger.entry(Settled.dead(original, null, reason));
    context().forward(new Record<>(entry.key(), entry.value(), now().toEpochMilli()), LEDGER);
  }

  @Override
  protected void work(byte @Nullable [] key, byte @Nullable [] value, Input input) {
    SampleChange sample = SampleChange.read(Objects.requireNonNull(value));
    Series series = known.computeIfAbsent(sample.series(), Series::parse);
    StoredRow row = sample.row();
    long now = now().toEpochMilli();
    synchronized (store.lock()) {
      SampleStore.Change change =
          sample.retracted()
              ? store.remove(series, row.id())
              : store.put(series, row.at(store.state(series).next()));
      if (!change.isNone()) {
        measurer.changed(series, change, now);
      }
    }
    telemetry().emitted();
  }

  private void tick(long now) {
    if (now >= nextExpiry) {
      nextExpiry = expiry.next().map(series -> expire(series, now)).orElse(now + LOOK.toMillis());
    }
    if (releases.refresh()) {
      measurer.again(now);
    }
    measurer.tick(now);
    measurer.measured().forEach(this::publish);
    contests.decided().forEach(decision -> decisions.publish(decision, releases));
  }

  /** Takes some samples back; returns when to go on. */
  private long expire(Series series, long now) {
    List<SampleStore.Change> gone;
    synchronized (store.lock()) {
      int most = (int) Math.min(REMOVED_AT_ONCE, expiry.surplus(series));
      gone = store.removeOldest(series, most);
      gone.forEach(change -> measurer.changed(series, change, now));
    }
    if (gone.size() < REMOVED_AT_ONCE && expiry.done(series)) {
      store.forget(series);
      measurer.forget(series);
      known.remove(series.key());
      published.all(series).forEach(this::delete);
    }
    return now;
  }

  private void publish(Measurement measurement) {
    Series series = measurement.series();
    if (store.state(series).next() == 0) {
      return; // It was forgotten while it was measured.
    }
    for (EvaluationMetric metric : measurement.metrics()) {
      published.news(series, metric).ifPresent(this::forward);
    }
    measurement
        .whole()
        .ifPresent(
            window ->
                published
                    .others(series, window, measurement.metrics().stream())
                    .forEach(this::delete));
  }

  private void unmeasured(Series series, String metric, Throwable thrown) {
    telemetry().failed(metric);
    LOG.atError()
        .addKeyValue("set", series.key())
        .addKeyValue("metric", metric)
        .log("no value: {}", String.valueOf(thrown));
    LOG.atDebug().setCause(thrown).log("where the formula failed");
  }

  private void forward(EvaluationMetric metric) {
    byte[] key = MetricKey.of(metric).getBytes(StandardCharsets.UTF_8);
    try {
      context()
          .forward(
              fitting(
                  key,
                  metrics.encode(metric),
                  new RecordHeaders(),
                  Topics.EVALUATION_METRICS.name()),
              METRICS);
      context().forward(new Record<>(MetricKey.of(metric), metric, now().toEpochMilli()), ALERTS);
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    } catch (IllegalArgumentException e) {
      telemetry().failed(metric.getName());
      LOG.atError().addKeyValue("metric", MetricKey.of(metric)).log("{}", e.getMessage());
    }
  }

  private void delete(String metricKey) {
    context()
        .forward(
            new Record<>(metricKey.getBytes(StandardCharsets.UTF_8), null, now().toEpochMilli()),
            METRICS);
    context().forward(new Record<>(metricKey, null, now().toEpochMilli()), ALERTS);
  }
}
