package org.genhowto.generator.batching;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.LongStream;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;

/** First steps of requests that nobody made, to see what a pass costs. */
public final class StepTrial {
  private static final int REPEATS = 2;
  private static final int SIDE = 8; // of an input image; it is resized

  private final StepwiseGenerator generator;
  private boolean warm;

  public StepTrial(StepwiseGenerator generator) {
    this.generator = generator;
  }

  Device device() {
    try (Trajectory trajectory = begin(1)) {
      return trajectory.model().parent().getDevice();
    }
  }

  /** Runs one pass. */
  public void run(int latents) {
    try (Trajectory trajectory = begin(latents)) {
      pass(trajectory);
    }
  }

  /** Seconds of a pass, of the fastest. */
  public double seconds(int latents) {
    if (!warm) {
      run(1);
      warm = true;
    }
    try (Trajectory trajectory = begin(latents)) {
      double least = Double.MAX_VALUE;
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        pass(trajectory);
        least = Math.min(least, (System.nanoTime() - start) / 1e9);
      }
      return least;
    }
  }

  /** Without guidance an image is one latent. */
  private Trajectory begin(int latents) {
    List<NoiseSource> noise = LongStream.range(0, latents).mapToObj(NoiseSource::seeded).toList();
    return generator.begin(
        new RgbImage(SIDE, SIDE, new byte[SIDE * SIDE * 3]),
        Prompt.of(""),
        new SamplingSettings(2, 0, 1),
        noise);
  }

  private static void pass(Trajectory trajectory) {
    LatentDiffusion model = trajectory.model();
    Denoiser network = model.denoiser();
    try (NDManager pass = model.parent().newSubManager()) {
      // Read, as a graphics card may still be at work when the call returns.
      network.predict(pass, trajectory.ask(pass)).get(0).sum().toByteBuffer();
    }
  }
}
