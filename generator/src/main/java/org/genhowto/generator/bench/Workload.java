package org.genhowto.generator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests of one image each that come by themselves, as people send them: a Poisson process.
 *
 * @param steps how many denoising steps a request has, each number as often as another
 * @param requests how many there are
 */
public record Workload(List<Integer> steps, int requests, long seed) {
  public Workload {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.stream().anyMatch(number -> number < 1) || requests < 1) {
      throw new IllegalArgumentException(
          "steps are %s and requests %d, expected 1 or more of each".formatted(steps, requests));
    }
  }

  /**
   * One request.
   *
   * @param time seconds from the beginning
   */
  record Arrival(double time, int steps) {}

  double meanSteps() {
    return steps.stream().mapToInt(Integer::intValue).average().orElseThrow();
  }

  /** The same requests, closer together the higher the rate. */
  List<Arrival> arrivals(double perSecond) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Arrival> arrivals = new ArrayList<>(requests);
    double time = 0;
    for (int i = 0; i < requests; i++) {
      time -= Math.log(1 - random.nextDouble()) / perSecond;
      arrivals.add(new Arrival(time, steps.get(random.nextInt(steps.size()))));
    }
    return arrivals;
  }
}
