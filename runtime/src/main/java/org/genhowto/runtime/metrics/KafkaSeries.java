package org.genhowto.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The numbers of all Kafka clients of a process as series, from the making of a client to its end.
 * A client that takes another one's place under its name goes on with that one's series.
 */
final class KafkaSeries {
  /** Where a client's reporter finds this among the settings of the client. */
  static final String SETTING = "genhowto.series";

  private static final String REPORTERS = "metric.reporters";

  private final MeterRegistry registry;
  private final Map<Key, Series> series = new HashMap<>();

  private record Key(String name, String label) {}

  /** What stands for a number at present. */
  private static final class Series {
    private final double scale;
    private final List<Meter> meters = new ArrayList<>();
    private volatile KafkaMetric present;

    Series(KafkaMetric present, double scale) {
      this.present = present;
      this.scale = scale;
    }

    double value() {
      return present.metricValue() instanceof Number number
          ? number.doubleValue() * scale
          : Double.NaN;
    }

    double is(String word) {
      return word.equals(String.valueOf(present.metricValue())) ? 1 : 0;
    }
  }

  KafkaSeries(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Where nobody reads. */
  static KafkaSeries none() {
    return new KafkaSeries(new SimpleMeterRegistry());
  }

  /** Adds what a client needs to tell its numbers here. */
  void observe(Map<String, Object> settings) {
    Stream<?> given =
        settings.get(REPORTERS) instanceof List<?> list
            ? list.stream()
            : Stream.of(String.valueOf(settings.getOrDefault(REPORTERS, "")).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    settings.put(
        REPORTERS, Stream.concat(given, Stream.of(KafkaReporter.class.getName())).toList());
    settings.put(SETTING, this);
  }

  /** Whether it is a number that is told. */
  synchronized boolean add(KafkaMetric metric) {
    Optional<KafkaNumber> known = KafkaNumber.of(metric.metricName());
    known.ifPresent(number -> add(number, metric));
    return known.isPresent();
  }

  private void add(KafkaNumber number, KafkaMetric metric) {
    Series former = series.get(key(number, metric));
    if (former != null) {
      former.present = metric;
    } else {
      series.put(key(number, metric), register(number, metric));
    }
  }

  synchronized void remove(KafkaMetric metric) {
    KafkaNumber.of(metric.metricName())
        .ifPresent(
            number -> {
              Series known = series.get(key(number, metric));
              if (known != null && known.present == metric) {
                series.remove(key(number, metric));
                known.meters.forEach(registry::remove);
              }
            });
  }

  private static Key key(KafkaNumber number, KafkaMetric metric) {
    return new Key(
        number.group() + "/" + number.kafka(),
        metric.metricName().tags().getOrDefault(number.label(), ""));
  }

  private Series register(KafkaNumber number, KafkaMetric metric) {
    Series added = new Series(metric, number.scale());
    Tags tags =
        Tags.of(
            number.label().replace('-', '.'),
            metric.metricName().tags().getOrDefault(number.label(), ""));
    String help =
        metric.metricName().description().replaceAll("\\bin (ms|nanoseconds)\\b", "in seconds");
    switch (number.kind()) {
      case GAUGE ->
          added.meters.add(
              Gauge.builder(number.name(), added, Series::value)
                  .description(help)
                  .tags(tags)
                  .baseUnit(number.unit().isEmpty() ? null : number.unit())
                  .register(registry));
      case COUNTER ->
          added.meters.add(
              FunctionCounter.builder(number.name(), added, Series::value)
                  .description(help)
                  .tags(tags)
                  .baseUnit(number.unit().isEmpty() ? null : number.unit())
                  .register(registry));
      case STATE -> {
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
          added.meters.add(
              Gauge.builder(number.name(), added, each -> each.is(state.name()))
                  .description("1 for the state that Kafka Streams is in, 0 for the others")
                  .tags(tags.and("state", state.name()))
                  .register(registry));
        }
      }
    }
    return added;
  }
}
