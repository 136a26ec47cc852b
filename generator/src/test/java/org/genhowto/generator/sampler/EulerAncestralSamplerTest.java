package org.genhowto.generator.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EulerAncestralSamplerTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_noised_latent_is_the_schedules_in_the_networks_scale() {
    // Given a sampler whose second timestep is a whole one, and values whose shares are known
    NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
    Sampler sampler = new EulerAncestralSampler(schedule, 4);
    assertThat(sampler.timestep(1)).isEqualTo(666);
    NDArray clean = manager.create(new float[] {1.5f});
    NDArray noise = manager.create(new float[] {-.5f});

    // When
    float seen = sampler.modelInput(sampler.noised(clean, noise, 1), 1).getFloat();

    // Then
    assertThat((double) seen)
        .isCloseTo(1.5 * schedule.signal(666) - .5 * schedule.noise(666), within(1e-5));
  }
}
