package org.genhowto.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;

/**
 * Requests that differ in everything, and how their images compare.
 *
 * @param seeds one for each image
 */
record Requests(Prompt prompt, SamplingSettings sampling, int shade, long... seeds) {

  static final Requests PLAIN =
      new Requests(Prompt.of("a cup"), new SamplingSettings(6, 1, 3), 7, 1);

  /** Others in the making beside it. */
  static final List<Requests> OTHERS =
      List.of(
          new Requests(Prompt.of("a bowl"), new SamplingSettings(4, 0, 9), 40, 2, 3, 4),
          new Requests(new Prompt("a jug", "a cup"), new SamplingSettings(9, 5, 1.5), 80, 5),
          new Requests(Prompt.of("tea"), new SamplingSettings(5, 0, 1), 90, 6, 7),
          new Requests(Prompt.of("tea"), new SamplingSettings(3, 2, 0), 90, 8));

  Trajectory begin(StepwiseGenerator generator) {
    List<NoiseSource> noise = LongStream.of(seeds).mapToObj(NoiseSource::seeded).toList();
    return generator.begin(GenHowToTest.picture(40, 32, shade), prompt, sampling, noise);
  }

  /** Its last latents and its images. */
  record Made(float[] latents, List<RgbImage> images) {

    static Made of(Trajectory trajectory) {
      try (NDManager scope = trajectory.model().parent().newSubManager()) {
        NDArray latent = trajectory.latent(scope);
        return new Made(
            latent.toFloatArray(), new ImageDecoder(BatchLimit.none()).decode(trajectory));
      }
    }

    void assertSame(Made other) {
      assertThat(latents).hasSameSizeAs(other.latents);
      for (int i = 0; i < latents.length; i++) {
        assertThat(Math.abs(latents[i] - other.latents[i])).isLessThan(1e-4f);
      }
      assertSameImages(other.images);
    }

    void assertSameImages(List<RgbImage> others) {
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

  /** What it makes when nobody else is there. */
  Made alone(StepwiseGenerator generator) {
    try (Trajectory trajectory = begin(generator)) {
      StepBatch batch = new StepBatch(BatchLimit.none());
      while (!trajectory.finished()) {
        batch.step(List.of(trajectory));
      }
      return Made.of(trajectory);
    }
  }

  static List<Trajectory> begin(StepwiseGenerator generator, List<Requests> requests) {
    List<Trajectory> trajectories = new ArrayList<>();
    requests.forEach(request -> trajectories.add(request.begin(generator)));
    return trajectories;
  }

  static List<Trajectory> unfinished(List<Trajectory> trajectories) {
    return trajectories.stream().filter(each -> !each.finished()).toList();
  }
}
