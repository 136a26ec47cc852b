package org.genhowto.generator.bench;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.batching.BatchLimit;
import org.genhowto.generator.batching.StepBatch;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;

/**
 * What a denoising step of several requests costs in one pass, beside a pass for each.
 *
 * @param generator whose requests they are
 * @param times measurements of four steps; the cheapest counts, after one that does not
 */
public record BatchBench(StepwiseGenerator generator, int times) {
  private static final SamplingSettings LONG = new SamplingSettings(1000, 0, 9);
  private static final int SIDE = 64;

  /** Taken as one measurement: CPU time is counted in hundredths of a second. */
  private static final int STEPS = 4;

  public BatchBench {
    if (times < 1 || times > 100) {
      throw new IllegalArgumentException("times is %d, expected 1 to 100".formatted(times));
    }
  }

  /**
   * What one step of so many requests cost; each is guided, so that it is two latents.
   *
   * @param together in one pass
   * @param apart one after the other
   */
  public record Result(int requests, Seconds together, Seconds apart) {}

  /** Measures steps of so many requests of one image. */
  public Result measure(int requests) {
    StepBatch batch = new StepBatch(BatchLimit.none());
    List<Trajectory> all = new ArrayList<>();
    try {
      for (int i = 0; i < requests; i++) {
        all.add(begin(i));
      }
      Seconds together = cheapest(() -> batch.step(all));
      Seconds apart = cheapest(() -> all.forEach(each -> batch.step(List.of(each))));
      return new Result(requests, together, apart);
    } finally {
      all.forEach(Trajectory::close);
    }
  }

  private Seconds cheapest(Runnable step) {
    return Seconds.cheapest(
            times,
            () -> {
              for (int i = 0; i < STEPS; i++) {
                step.run();
              }
            })
        .each(STEPS);
  }

  private Trajectory begin(int number) {
    return generator.begin(
        new RgbImage(SIDE, SIDE, new byte[SIDE * SIDE * 3]),
        Prompt.of("request " + number),
        LONG,
        List.of(NoiseSource.seeded(number)));
  }
}
