package org.genhowto.evaluator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;

/**
 * evaluation-samples -> evaluation-metrics: keeps the samples of each evaluation set and target,
 * and measures anew, at most once an interval, the sets that changed.
 */
final class MetricAggregation {
  private static final String STORE = "evaluation-samples-store";

  private MetricAggregation() {}

  static Topology topology(AvroSerdes serdes, MetricFormulas formulas, Duration interval) {
    Serde<EvaluationSample> samples = serdes.serde(Topics.EVALUATION_SAMPLES);
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), samples));
    builder.stream(Topics.EVALUATION_SAMPLES.name(), Consumed.with(Serdes.String(), samples))
        .selectKey((id, sample) -> group(sample))
        .repartition(
            Repartitioned.with(Serdes.String(), samples)
                .withName("evaluation-samples-by-set")
                .withNumberOfPartitions(1))
        .process(() -> new Aggregator(formulas, interval), STORE)
        .to(
            Topics.EVALUATION_METRICS.name(),
            Produced.with(Serdes.String(), serdes.serde(Topics.EVALUATION_METRICS)));
    return builder.build();
  }

  private static String group(EvaluationSample sample) {
    return sample.getSet() + "/" + sample.getTarget();
  }

  private static final class Aggregator
      implements Processor<String, EvaluationSample, String, EvaluationMetric> {
    private final MetricFormulas formulas;
    private final Duration interval;
    private final Set<String> changed = new HashSet<>();
    private ProcessorContext<String, EvaluationMetric> context;
    private KeyValueStore<String, EvaluationSample> store;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first.
    Aggregator(MetricFormulas formulas, Duration interval) {
      this.formulas = formulas;
      this.interval = interval;
    }

    @Override
    public void init(ProcessorContext<String, EvaluationMetric> context) {
      this.context = context;
      this.store = context.getStateStore(STORE);
      // After a restart it is not known whether the last samples were measured: measure all once.
      try (KeyValueIterator<String, EvaluationSample> all = store.all()) {
        all.forEachRemaining(entry -> changed.add(group(entry.value)));
      }
      context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, now -> measure(now));
    }

    @Override
    public void process(Record<String, EvaluationSample> record) {
      store.put(record.value().getSampleId(), record.value());
      changed.add(record.key());
    }

    private void measure(long now) {
      if (changed.isEmpty()) {
        return;
      }
      Map<String, List<EvaluationSample>> groups = new HashMap<>();
      try (KeyValueIterator<String, EvaluationSample> all = store.all()) {
        while (all.hasNext()) {
          KeyValue<String, EvaluationSample> entry = all.next();
          if (changed.contains(group(entry.value))) {
            groups.computeIfAbsent(group(entry.value), key -> new ArrayList<>()).add(entry.value);
          }
        }
      }
      groups.values().stream()
          .flatMap(samples -> formulas.measure(samples).stream())
          .forEach(metric -> context.forward(new Record<>(metric.getName(), metric, now)));
      changed.clear();
    }
  }
}
