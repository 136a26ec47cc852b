package org.genhowto.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampler.SamplerKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final LatentDiffusion model =
      new LatentDiffusion(
          manager,
          UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1),
          SmallModels.TEXT,
          UntrainedNetworks.baseModel(manager, SmallModels.UNET, 2),
          NoiseSchedule.stableDiffusion());

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_step_that_failed_is_taken_again_with_the_noise_it_had() {
    float[] smooth = finished(false);

    assertThat(finished(true)).containsExactly(smooth);
  }

  private float[] finished(boolean fails) {
    Sampler sampler = SamplerKind.EULER_ANCESTRAL.over(model.schedule(), 4, 0);
    FailsOnce failing = new FailsOnce(sampler, fails ? 1 : -1);
    List<NoiseSource> noise = List.of(NoiseSource.seeded(3), NoiseSource.seeded(8));
    try (Trajectory trajectory =
        Trajectory.begin(
            model,
            noise,
            scope ->
                new Trajectory.Start(
                    failing,
                    sampler.start(model.noise(scope, noise)),
                    model.guidance(scope, Prompt.of("an apple"), 2)))) {
      trajectory.step();
      if (fails) {
        assertThatThrownBy(trajectory::step).hasMessage("out of memory");
      }
      while (!trajectory.finished()) {
        trajectory.step();
      }
      return trajectory.latent(manager).toFloatArray();
    }
  }

  /** A step that runs out of memory when its noise has been drawn. */
  private static final class FailsOnce implements Sampler {
    private final Sampler sampler;
    private int failing;

    FailsOnce(Sampler sampler, int failing) {
      this.sampler = sampler;
      this.failing = failing;
    }

    @Override
    public Next step(
        NDArray latent, NDArray output, int step, List<NDArray> memory, FreshNoise noise) {
      Next next = sampler.step(latent, output, step, memory, noise);
      if (step == failing) {
        failing = -1;
        throw new IllegalStateException("out of memory");
      }
      return next;
    }

    @Override
    public int steps() {
      return sampler.steps();
    }

    @Override
    public double timestep(int step) {
      return sampler.timestep(step);
    }

    @Override
    public NDArray noised(NDArray clean, NDArray noise, int step) {
      return sampler.noised(clean, noise, step);
    }

    @Override
    public NDArray modelInput(NDArray latent, int step) {
      return sampler.modelInput(latent, step);
    }

    @Override
    public NDArray mean(NDArray latent, NDArray output, int step) {
      return sampler.mean(latent, output, step);
    }

    @Override
    public NDArray clean(NDArray latent, NDArray output, int step) {
      return sampler.clean(latent, output, step);
    }

    @Override
    public double noiseDeviation(int step) {
      return sampler.noiseDeviation(step);
    }
  }
}
