package org.genhowto.gateway.dashboard.pulse;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the metrics of one or several processes say of a worker. */
final class WorkerPulse {
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Map<String, Long> skips = new TreeMap<>();

  /** Calls of the handler that took at most so many seconds. */
  private final NavigableMap<Double, Double> buckets = new TreeMap<>();

  private long retries;
  private long restarts;
  private long inFlight;
  private long lag;
  private boolean waits;

  /** Takes in a line; one that says nothing of a worker changes nothing. */
  void add(String metric, Map<String, String> labels, double value) {
    long whole = (long) value;
    switch (metric) {
      case "genhowto_worker_records_total" ->
          outcomes.merge(labels.getOrDefault("outcome", ""), whole, Long::sum);
      case "genhowto_worker_skips_total" ->
          skips.merge(labels.getOrDefault("reason", ""), whole, Long::sum);
      case "genhowto_worker_retries_total" -> retries += whole;
      case "genhowto_worker_restarts_total" -> restarts += whole;
      case "genhowto_worker_in_flight" -> inFlight += whole;
      // All processes of a group see the same input; the largest is what was seen last.
      case "genhowto_worker_lag" -> lag = Math.max(lag, whole);
      case "genhowto_worker_waiting" -> waits |= value > 0;
      case "genhowto_worker_latency_seconds_bucket" -> bucket(labels.get("le"), value);
      default -> {
        // Another metric, of which there are many.
      }
    }
  }

  private void bucket(@Nullable String bound, double count) {
    if (bound != null) {
      double seconds = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
      buckets.merge(seconds, count, Double::sum);
    }
  }

  long emitted() {
    return outcomes.getOrDefault("emitted", 0L);
  }

  long deadLetters() {
    return outcomes.getOrDefault("dead-letter", 0L);
  }

  Map<String, Long> skips() {
    return Map.copyOf(skips);
  }

  long retries() {
    return retries;
  }

  long restarts() {
    return restarts;
  }

  long inFlight() {
    return inFlight;
  }

  long lag() {
    return lag;
  }

  boolean waits() {
    return waits;
  }

  /**
   * The time within which a share of the calls ended, as Prometheus' histogram_quantile has it.
   *
   * @return milliseconds; null where there were no calls
   */
  @Nullable Double quantile(double share) {
    double all = buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
    if (all <= 0) {
      return null;
    }
    double rank = share * all;
    double below = 0;
    double count = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      if (bucket.getValue() >= rank) {
        if (bucket.getKey().isInfinite()) {
          return below * 1000;
        }
        double within = bucket.getValue() - count;
        return 1000 * (below + (bucket.getKey() - below) * (rank - count) / Math.max(within, 1e-9));
      }
      below = bucket.getKey();
      count = bucket.getValue();
    }
    return below * 1000;
  }
}
