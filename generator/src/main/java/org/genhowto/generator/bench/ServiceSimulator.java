package org.genhowto.generator.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.genhowto.generator.bench.Workload.Arrival;

/**
 * A device that serves requests first come, first served, in the time its steps take.
 *
 * @param mostTogether images in one step
 */
public record ServiceSimulator(StepTimes times, int mostTogether) {
  public ServiceSimulator {
    if (mostTogether < 1) {
      throw new IllegalArgumentException(
          "most-together is %d, expected 1 or more".formatted(mostTogether));
    }
  }

  /**
   * How long the requests took, waiting included.
   *
   * @param latencies seconds, in the order of arrival
   * @param end seconds from the beginning until the last was answered
   */
  public record Outcome(double[] latencies, double end) {

    public double mean() {
      return Arrays.stream(latencies).average().orElseThrow();
    }

    /** The latency that a share of the requests stays within. */
    public double quantile(double share) {
      double[] sorted = latencies.clone();
      Arrays.sort(sorted);
      return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** Requests answered in a second. */
    public double throughput() {
      return latencies.length / end;
    }
  }

  /**
   * Serves a workload.
   *
   * @param load arrivals in the time a request takes when it is alone on the device; from 1 on, one
   *     after the other cannot keep up
   */
  public Outcome run(BatchingPolicy policy, Workload workload, double load) {
    if (!(load > 0)) {
      throw new IllegalArgumentException("load is %s, expected more than 0".formatted(load));
    }
    List<Arrival> arrivals = workload.arrivals(load / (workload.meanSteps() * times.seconds(1)));
    return switch (policy) {
      case NONE -> byRequest(arrivals, 1);
      case REQUEST -> byRequest(arrivals, mostTogether);
      case STEP -> byStep(arrivals);
    };
  }

  private Outcome byRequest(List<Arrival> arrivals, int most) {
    double[] latencies = new double[arrivals.size()];
    double now = 0;
    int first = 0;
    while (first < latencies.length) {
      now = Math.max(now, arrivals.get(first).time());
      int steps = 0;
      int next = first;
      while (next < latencies.length && next - first < most && arrivals.get(next).time() <= now) {
        steps = Math.max(steps, arrivals.get(next).steps());
        next++;
      }
      now += steps * times.seconds(next - first);
      for (; first < next; first++) {
        latencies[first] = now - arrivals.get(first).time();
      }
    }
    return new Outcome(latencies, now);
  }

  private Outcome byStep(List<Arrival> arrivals) {
    double[] latencies = new double[arrivals.size()];
    int[] left = arrivals.stream().mapToInt(Arrival::steps).toArray();
    List<Integer> together = new ArrayList<>();
    double now = 0;
    int next = 0;
    while (next < latencies.length || !together.isEmpty()) {
      if (together.isEmpty()) {
        now = Math.max(now, arrivals.get(next).time());
      }
      while (next < latencies.length
          && together.size() < mostTogether
          && arrivals.get(next).time() <= now) {
        together.add(next++);
      }
      now += times.seconds(together.size());
      for (int request : together) {
        left[request]--;
        latencies[request] = now - arrivals.get(request).time();
      }
      together.removeIf(request -> left[request] == 0);
    }
    return new Outcome(latencies, now);
  }
}
