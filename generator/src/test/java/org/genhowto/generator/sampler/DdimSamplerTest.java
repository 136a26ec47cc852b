package org.genhowto.generator.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.generator.sampling.NoiseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DdimSamplerTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_step_gives_the_published_numbers() {
    DdimSampler sampler = new DdimSampler(NoiseSchedule.stableDiffusion(), 50, 0);
    assertThat(step(sampler, 1, .5, 0)).isCloseTo(1.06122570, within(1e-6));
    assertThat(step(sampler, 1, .5, 49)).isCloseTo(.99435658, within(1e-6));
  }

  @Test
  void velocity_and_noise_give_the_same_step() {
    NoiseSchedule epsilon = NoiseSchedule.stableDiffusion();
    NoiseSchedule velocity = epsilon.predicting(Prediction.VELOCITY);
    double x = .8;
    double noise = -.3;
    int[] timesteps = epsilon.timesteps(50, 0);
    for (int i = 0; i < timesteps.length; i++) {
      int t = timesteps[i];
      double clean = (x - epsilon.noise(t) * noise) / epsilon.signal(t);
      double v = epsilon.signal(t) * noise - epsilon.noise(t) * clean;
      assertThat(step(new DdimSampler(velocity, 50, 0), x, v, i))
          .isCloseTo(step(new DdimSampler(epsilon, 50, 0), x, noise, i), within(1e-4));
    }
  }

  @Test
  void a_perfect_prediction_leads_back_to_the_clean_latent() {
    NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
    DdimSampler sampler = new DdimSampler(schedule, 50, 2);
    NDArray clean = manager.create(new float[] {.5f, -1.5f, 2f, 0f}, new Shape(1, 1, 2, 2));
    NDArray noise = NoiseSource.seeded(3).next(manager, clean.getShape());
    NDArray x = sampler.noised(clean, noise, 0);
    for (int i = 0; i < sampler.steps(); i++) {
      x = sampler.mean(x, noise, i);
      assertThat(sampler.noiseDeviation(i)).isZero();
    }
    NDArray last = clean.mul(schedule.signal(0)).add(noise.mul(schedule.noise(0)));
    assertThat(x.sub(last).abs().max().getFloat()).isLessThan(1e-4f);
  }

  @Test
  void seeded_noise_repeats_and_is_normal() {
    Shape shape = new Shape(100, 100);
    float[] noise = NoiseSource.seeded(7).next(manager, shape).toFloatArray();
    assertThat(NoiseSource.seeded(7).next(manager, shape).toFloatArray()).isEqualTo(noise);
    assertThat(NoiseSource.seeded(8).next(manager, shape).toFloatArray()).isNotEqualTo(noise);
    double sum = 0;
    double squares = 0;
    for (float value : noise) {
      sum += value;
      squares += value * value;
    }
    assertThat(sum / noise.length).isCloseTo(0, within(.03));
    assertThat(squares / noise.length).isCloseTo(1, within(.05));
  }

  @Test
  void ddpm_adds_noise_in_every_step_but_the_last() {
    NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
    DdimSampler sampler = DdimSampler.ddpm(schedule, 50, 2);
    NDArray latent = manager.create(new float[] {1});
    NDArray output = manager.create(new float[] {.5f});

    for (int i = 0; i < sampler.steps() - 1; i++) {
      NDArray mean = sampler.mean(latent, output, i);
      NDArray next = sampler.step(latent, output, i, (of, step) -> manager.create(new float[] {2}));
      assertThat(next.sub(mean).getFloat())
          .isPositive()
          .isCloseTo((float) (2 * sampler.noiseDeviation(i)), within(1e-6f));
    }

    int last = sampler.steps() - 1;
    assertThat(sampler.step(latent, output, last, DdimSamplerTest::noNoise).getFloat())
        .isEqualTo(sampler.mean(latent, output, last).getFloat());
  }

  private static NDArray noNoise(NDArray mean, int step) {
    throw new AssertionError("Noise is asked for in step " + step);
  }

  private double step(DdimSampler sampler, double x, double output, int step) {
    return sampler
        .step(
            manager.create(new float[] {(float) x}),
            manager.create(new float[] {(float) output}),
            step,
            DdimSamplerTest::noNoise)
        .getFloat();
  }
}
