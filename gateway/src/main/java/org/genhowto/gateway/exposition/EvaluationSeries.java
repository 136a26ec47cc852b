package org.genhowto.gateway.exposition;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.MetricState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values of the topic evaluation-metrics as gauges, five of each at most: the value, the bounds
 * of its interval, how many samples it rests on, and until when those had come. A value that is not
 * measured at present has no series but the last two. For one thread.
 */
final class EvaluationSeries {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluationSeries.class);

  /** Metrics that are told: a registry of series is no place for what has no end. */
  static final int MOST = 5_000;

  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final Map<String, Shown> shown = new HashMap<>();
  private boolean full;

  /** What stands for a record. */
  private static final class Shown {
    private final List<Meter> meters = new ArrayList<>();
    private final List<String> names;
    private final Tags tags;
    private volatile EvaluationMetric present;

    Shown(List<String> names, Tags tags, EvaluationMetric present) {
      this.names = names;
      this.tags = tags;
      this.present = present;
    }
  }

  /** One of the numbers of a metric. */
  private enum Figure {
    VALUE("value", "Newest value of an evaluation metric") {
      @Override
      OptionalDouble of(EvaluationMetric metric) {
        return measured(metric, metric.getValue());
      }
    },
    LOW("low", "Lower bound of the interval of an evaluation metric") {
      @Override
      OptionalDouble of(EvaluationMetric metric) {
        return metric.getLow().map(low -> measured(metric, low)).orElse(OptionalDouble.empty());
      }
    },
    HIGH("high", "Upper bound of the interval of an evaluation metric") {
      @Override
      OptionalDouble of(EvaluationMetric metric) {
        return metric.getHigh().map(high -> measured(metric, high)).orElse(OptionalDouble.empty());
      }
    },
    SAMPLES("samples", "Samples that an evaluation metric rests on") {
      @Override
      OptionalDouble of(EvaluationMetric metric) {
        return OptionalDouble.of((double) metric.getSamples());
      }
    },
    AS_OF("as.of.timestamp", "Until when samples count in an evaluation metric, since 1970") {
      @Override
      OptionalDouble of(EvaluationMetric metric) {
        long millis = metric.getAsOf().toEpochMilli();
        return millis == 0 ? OptionalDouble.empty() : OptionalDouble.of(millis / 1000.0);
      }
    };

    private final String suffix;
    private final String help;

    Figure(String suffix, String help) {
      this.suffix = suffix;
      this.help = help;
    }

    abstract OptionalDouble of(EvaluationMetric metric);

    private static OptionalDouble measured(EvaluationMetric metric, double value) {
      return metric.getState() == MetricState.MEASURED && !Double.isNaN(value)
          ? OptionalDouble.of(value)
          : OptionalDouble.empty();
    }
  }

  EvaluationSeries(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("genhowto.evaluation.metrics", shown, Map::size)
        .description("Evaluation metrics that are told, one for each key of their topic")
        .register(registry);
  }

  void put(String key, EvaluationMetric metric) {
    Shown former = shown.get(key);
    Tags tags = tags(metric);
    List<String> names = names(metric);
    if (former != null && former.tags.equals(tags) && former.names.equals(names)) {
      former.present = metric;
      return;
    }
    remove(key);
    if (shown.size() >= MOST) {
      tellThatItIsFull();
      return;
    }
    Shown added = new Shown(names, tags, metric);
    for (Figure number : Figure.values()) {
      if (number.of(metric).isPresent()) {
        added.meters.add(register(number, added));
      }
    }
    shown.put(key, added);
  }

  void remove(String key) {
    Shown former = shown.remove(key);
    if (former != null) {
      former.meters.forEach(registry::remove);
    }
  }

  private Meter register(Figure number, Shown added) {
    return Gauge.builder(
            "genhowto.evaluation." + number.suffix,
            added,
            each -> number.of(each.present).orElse(Double.NaN))
        .description(number.help)
        .tags(added.tags)
        .baseUnit(number == Figure.AS_OF ? "seconds" : null)
        .register(registry);
  }

  private void tellThatItIsFull() {
    if (!full) {
      full = true;
      LOG.atWarn()
          .addKeyValue("metrics", MOST)
          .log(
              "evaluation-metrics has more keys than are told at /metrics; the later are left out");
    }
  }

  private static List<String> names(EvaluationMetric metric) {
    List<String> names = new ArrayList<>();
    for (Figure number : Figure.values()) {
      if (number.of(metric).isPresent()) {
        names.add(number.suffix);
      }
    }
    return names;
  }

  /** All that the topic's key has: two records never share a series. */
  private static Tags tags(EvaluationMetric metric) {
    return Tags.of(
        "metric",
        metric.getName(),
        "set",
        metric.getSet(),
        "release",
        or(metric.getRelease(), NONE),
        "generation",
        or(metric.getGeneration(), NONE),
        "target",
        metric.getTarget().map(MetricKey::spelling).orElse(NONE),
        "category",
        or(metric.getCategory(), "all"),
        "window",
        metric.getWindow(),
        "features",
        or(metric.getFeatures(), NONE));
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
