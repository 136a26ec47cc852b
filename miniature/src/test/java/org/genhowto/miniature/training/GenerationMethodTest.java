package org.genhowto.miniature.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationMethodTest {

  @ParameterizedTest
  @CsvSource({
    "GENHOWTO, genhowto, 1",
    "JOINT, genhowto-joint, 1",
    "STABLE_DIFFUSION, stable-diffusion, 0",
    "SDEDIT, sdedit, 5",
    "EDIT_FRIENDLY, edit-friendly, 9",
    "EDIT_FRIENDLY_TUNED, edit-friendly-tuned, 9",
    "INSTRUCT_PIX2PIX, instruct-pix2pix, 0"
  })
  void sampling_is_the_published_one_in_the_miniatures_steps(
      GenerationMethod method, String name, int skip) {
    assertThat(method.folder()).isEqualTo(name);
    assertThat(method.sampling(Scale.full(World.committed(), Knobs.usual())))
        .isEqualTo(new SamplingSettings(25, skip, 3));
  }
}
