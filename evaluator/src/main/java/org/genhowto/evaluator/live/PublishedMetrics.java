package org.genhowto.evaluator.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.MetricState;
import org.jspecify.annotations.Nullable;

/** What the topic of metrics holds of one task's series. */
final class PublishedMetrics {
  static final String STORE = "published-metrics";

  private static final String END = "\0";

  private final KeyValueStore<String, byte[]> store;

  private PublishedMetrics(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  static void addTo(StreamsBuilder builder) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
  }

  static PublishedMetrics of(ProcessorContext<?, ?> context) {
    return new PublishedMetrics(context.getStateStore(STORE));
  }

  /** What of a metric makes a record new. */
  private record Known(
      @Nullable Double value,
      long samples,
      long referenceSamples,
      MetricState state,
      String reason,
      @Nullable Double low,
      @Nullable Double high,
      String formula) {

    static Known of(EvaluationMetric metric) {
      return new Known(
          Double.isNaN(metric.getValue()) ? null : metric.getValue(),
          metric.getSamples(),
          metric.getReferenceSamples(),
          metric.getState(),
          metric.getReason(),
          metric.getLow().orElse(null),
          metric.getHigh().orElse(null),
          metric.getFormula());
    }
  }

  /**
   * The metric with the value before it, where it says something new.
   *
   * @return nothing where the same was said already
   */
  Optional<EvaluationMetric> news(Series series, EvaluationMetric metric) {
    String key = key(series, metric);
    byte[] bytes = store.get(key);
    Known before = bytes == null ? null : read(bytes);
    Known now = Known.of(metric);
    if (now.equals(before)) {
      return Optional.empty();
    }
    if (before == null
        && metric.getState() != MetricState.MEASURED
        && !metric.getWindow().equals(new Window.All().spelling())) {
      return Optional.empty(); // It would only say again what that of all images says.
    }
    store.put(key, write(now));
    return Optional.of(
        EvaluationMetric.newBuilder(metric)
            .setPrevious(before == null ? null : before.value())
            .build());
  }

  /** Keys of metrics of a window that are published and not among these; they are forgotten. */
  Set<String> others(Series series, Window window, Stream<EvaluationMetric> metrics) {
    Set<String> gone = keys(series.key() + END + window.spelling() + END);
    metrics.forEach(metric -> gone.remove(MetricKey.of(metric)));
    gone.forEach(key -> store.delete(series.key() + END + window.spelling() + END + key));
    return gone;
  }

  /** Keys of all published metrics of a series; they are forgotten. */
  Set<String> all(Series series) {
    Set<String> all = new HashSet<>();
    for (String key : stored(series.key() + END)) {
      all.add(key.substring(key.lastIndexOf(END) + 1));
      store.delete(key);
    }
    return all;
  }

  private Set<String> keys(String prefix) {
    Set<String> keys = new HashSet<>();
    stored(prefix).forEach(key -> keys.add(key.substring(prefix.length())));
    return keys;
  }

  private Set<String> stored(String prefix) {
    Set<String> keys = new HashSet<>();
    try (KeyValueIterator<String, byte[]> each = store.prefixScan(prefix, new StringSerializer())) {
      each.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private static String key(Series series, EvaluationMetric metric) {
    return series.key() + END + metric.getWindow() + END + MetricKey.of(metric);
  }

  private static Known read(byte[] bytes) {
    try {
      return Objects.requireNonNull(Json.PLAIN.readValue(bytes, Known.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] write(Known known) {
    try {
      return Json.PLAIN.writeValueAsBytes(known);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
