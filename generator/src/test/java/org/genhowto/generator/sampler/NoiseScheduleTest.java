package org.genhowto.generator.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers computed in float64 from the published schedule: sqrt(0.00085) to sqrt(0.012), 1000. */
class NoiseScheduleTest {
  private final NoiseSchedule schedule = NoiseSchedule.stableDiffusion();

  @ParameterizedTest
  @CsvSource({
    "0, .9991500000",
    "1, .9982960278",
    "21, .9803807481",
    "41, .9608727876",
    "100, .8942234776",
    "250, .6737926252",
    "500, .2763326838",
    "750, .0561698480",
    "941, .0091173098",
    "981, .0057755001",
    "999, .0046600985"
  })
  void alpha_bar_is_that_of_stable_diffusion(int t, double expected) {
    assertThat(schedule.alphaBar(t)).isCloseTo(expected, within(5e-11));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 981, .076, .997", "2, 941, .0955, .995", "5, 881, .131, .991", "10, 781, .2085, .978",
    "13, 721, .2655, .964", "20, 581, .424, .906", "25, 481, .550, .835", "30, 381, .675, .738",
    "40, 181, .885, .466", "45, 81, .958, .288"
  })
  void skipping_cuts_the_trajectory_without_changing_its_stride(
      int skip, int first, double signal, double noise) {
    int[] timesteps = schedule.timesteps(50, skip);
    assertThat(timesteps).hasSize(50 - skip).startsWith(first).endsWith(21, 1);
    assertThat(schedule.signal(first)).isCloseTo(signal, within(6e-4));
    assertThat(schedule.noise(first)).isCloseTo(noise, within(6e-4));
  }

  @Test
  void timesteps_are_spaced_from_the_leading_edge() {
    assertThat(schedule.timesteps(20, 0)).hasSize(20).startsWith(951, 901).endsWith(51, 1);
    assertThat(schedule.timesteps(25, 0)).hasSize(25).startsWith(961, 921).endsWith(41, 1);
    assertThat(schedule.timesteps(30, 0)).hasSize(30).startsWith(958, 925).endsWith(34, 1);
    assertThat(schedule.timesteps(1000, 0)).hasSize(1000).startsWith(999).endsWith(0);
  }

  @Test
  void a_saved_schedule_is_read_again(@TempDir Path folder) throws IOException {
    NoiseSchedule velocity = schedule.predicting(Prediction.VELOCITY);
    velocity.save(folder);

    NoiseSchedule read = NoiseSchedule.read(folder);

    assertThat(read.prediction()).isEqualTo(Prediction.VELOCITY);
    assertThat(read.alphaBar(500)).isEqualTo(schedule.alphaBar(500));
    assertThat(read.timesteps(50, 0)).isEqualTo(schedule.timesteps(50, 0));
    assertThat(folder.resolve(NoiseSchedule.FILE))
        .content()
        .contains("DDIMScheduler", "\"beta_schedule\" : \"scaled_linear\"", "\"steps_offset\" : 1");
  }

  @Test
  void impossible_steps_and_skips_are_refused() {
    assertThatThrownBy(() -> schedule.timesteps(50, 50)).hasMessage("skip is 50, not 0 to 49");
    assertThatThrownBy(() -> schedule.timesteps(0, 0)).hasMessage("steps is 0, not 1 to 1000");
    assertThatThrownBy(() -> schedule.timesteps(1001, 0)).hasMessageContaining("not 1 to 1000");
  }
}
