package org.genhowto.evaluator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps samples by their id, and measures those sets that changed, a metric at a time. */
final class SampleAggregator extends GuardedProcessor {
  static final String METRICS = "to-metrics";
  static final String DEAD_SAMPLES = "to-dead-samples";
  static final String LEDGER = "to-ledger-of-sets";

  private static final Logger LOG = LoggerFactory.getLogger(SampleAggregator.class);

  private final Codec<EvaluationSample> samples;
  private final Codec<EvaluationMetric> metrics;
  private final MetricFormulas formulas;
  private final Duration interval;
  private final Ledger ledger;
  private final Set<String> changed = new HashSet<>();
  private KeyValueStore<String, byte[]> store;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first.
  SampleAggregator(
      Codec<EvaluationSample> samples,
      Codec<EvaluationMetric> metrics,
      MetricFormulas formulas,
      Duration interval,
      Ledger ledger) {
    super(EvaluatorWorker.METRICS, DEAD_SAMPLES, new Telemetry().worker(EvaluatorWorker.METRICS));
    this.samples = samples;
    this.metrics = metrics;
    this.formulas = formulas;
    this.interval = interval;
    this.ledger = ledger;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    super.init(context);
    store = context.getStateStore(MetricAggregation.STORE);
    // After a restart it is not known whether the last samples were measured: measure all once.
    for (KeyValue<String, byte[]> entry : stored()) {
      sample(entry).map(SampleReader::group).ifPresent(changed::add);
    }
    context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, now -> measure());
  }

  @Override
  protected void died(ConsumerRecord<byte[], byte[]> original, DeadLetter.Reason reason)
      throws RegistryUnavailableException {
    ProducerRecord<byte[], byte[]> entry = ledger.entry(Settled.dead(original, null, reason));
    context().forward(new Record<>(entry.key(), entry.value(), now().toEpochMilli()), LEDGER);
  }

  @Override
  protected void work(byte @Nullable [] key, byte @Nullable [] value, Input input)
      throws UndecodableException, RegistryUnavailableException {
    EvaluationSample sample = samples.decode(value);
    store.put(sample.getSampleId(), Objects.requireNonNull(value));
    changed.add(SampleReader.group(sample));
    telemetry().emitted();
  }

  private void measure() {
    if (changed.isEmpty()) {
      return;
    }
    Map<String, List<EvaluationSample>> groups = new HashMap<>();
    for (KeyValue<String, byte[]> entry : stored()) {
      sample(entry)
          .filter(sample -> changed.contains(SampleReader.group(sample)))
          .ifPresent(
              sample ->
                  groups
                      .computeIfAbsent(SampleReader.group(sample), key -> new ArrayList<>())
                      .add(sample));
    }
    groups.forEach(
        (group, members) ->
            formulas
                .measure(members, (metric, thrown) -> unmeasured(group, metric, thrown))
                .forEach(this::forward));
    changed.clear();
  }

  private void unmeasured(String group, String metric, Throwable thrown) {
    telemetry().failed(metric);
    LOG.atError()
        .addKeyValue("set", group)
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
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    } catch (IllegalArgumentException e) {
      unmeasured(metric.getSet(), metric.getName(), e);
    }
  }

  private List<KeyValue<String, byte[]>> stored() {
    List<KeyValue<String, byte[]>> stored = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(stored::add);
    }
    return stored;
  }

  /** A stored sample; one that can no longer be decoded is as if it had not come. */
  private Optional<EvaluationSample> sample(KeyValue<String, byte[]> entry) {
    try {
      return Optional.of(samples.decode(entry.value));
    } catch (UndecodableException e) {
      LOG.atError().addKeyValue("sample", entry.key).log("stored sample: {}", e.getMessage());
      store.delete(entry.key);
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }
}
