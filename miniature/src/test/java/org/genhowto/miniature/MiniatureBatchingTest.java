package org.genhowto.miniature;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.batching.BatchLimit;
import org.genhowto.generator.batching.ImageDecoder;
import org.genhowto.generator.batching.StepBatch;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

/** The shipped models make the same images alone and among requests of every other kind. */
class MiniatureBatchingTest {
  private static final Path MODELS = Path.of("models");
  private static final RgbImage INPUT = new RgbImage(48, 48, new byte[48 * 48 * 3]);
  private static final SamplingSettings SAMPLING = new SamplingSettings(8, 1, 4);

  @Test
  void targets_and_baselines_go_together() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Methods methods = Methods.load(manager, ModelLayout.below(MODELS))) {
      Map<String, StepwiseGenerator> generators =
          Map.of(
              "states", stepwise(methods, Method.GENHOWTO, Target.FINAL_STATE),
              "actions", stepwise(methods, Method.GENHOWTO, Target.ACTION),
              "sdedit", stepwise(methods, Method.SDEDIT, Target.ACTION),
              "text", stepwise(methods, Method.STABLE_DIFFUSION, Target.ACTION));
      List<Trajectory> others = new ArrayList<>();
      for (StepwiseGenerator generator : generators.values()) {
        others.add(begin(generator, "a mug", new SamplingSettings(5, 1, 9), 3, 4));
      }
      StepBatch batch = new StepBatch(BatchLimit.of(16));
      batch.step(others);
      for (StepwiseGenerator generator : generators.values()) {
        try (Trajectory alone = begin(generator, "a cut apple", SAMPLING, 1);
            Trajectory among = begin(generator, "a cut apple", SAMPLING, 1)) {
          while (!among.finished()) {
            List<Trajectory> all = new ArrayList<>(others);
            all.removeIf(Trajectory::finished);
            all.add(among);
            batch.step(all);
            batch.step(List.of(alone));
          }
          assertThat(apart(alone, among)).isLessThan(1e-4f);
          List<RgbImage> whole =
              generator
                  .generate(
                      INPUT,
                      "a cut apple",
                      SAMPLING,
                      List.of(NoiseSource.seeded(1)),
                      GenerationListener.NONE)
                  .orElseThrow();
          assertSame(new ImageDecoder(BatchLimit.none()).decode(among), whole);
        }
      }
      others.forEach(Trajectory::close);
    }
  }

  private static StepwiseGenerator stepwise(Methods methods, Method method, Target target)
      throws IOException {
    return (StepwiseGenerator) methods.method(method, target).generator();
  }

  private static Trajectory begin(
      StepwiseGenerator generator, String prompt, SamplingSettings sampling, long... seeds) {
    return generator.begin(
        INPUT,
        Prompt.of(prompt),
        sampling,
        LongStream.of(seeds).mapToObj(NoiseSource::seeded).toList());
  }

  private static float apart(Trajectory one, Trajectory other) {
    try (NDManager scope = one.model().parent().newSubManager()) {
      NDArray difference = one.latent(scope).sub(other.latent(scope));
      return difference.abs().max().getFloat();
    }
  }

  private static void assertSame(List<RgbImage> images, List<RgbImage> others) {
    assertThat(images).hasSameSizeAs(others);
    for (int i = 0; i < images.size(); i++) {
      byte[] own = images.get(i).rgb();
      byte[] expected = others.get(i).rgb();
      for (int p = 0; p < own.length; p++) {
        assertThat(Math.abs((own[p] & 0xff) - (expected[p] & 0xff))).isLessThanOrEqualTo(1);
      }
    }
  }
}
