package org.genhowto.launcher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class LocalGenerationTest {
  @Test
  void as_many_images_are_made_here_as_a_request_may_ask_for() {
    assertThat(generation(16).count()).isEqualTo(16);
    assertThatThrownBy(() -> generation(17)).hasMessage("count is 17, expected 1 to 16");
    assertThatThrownBy(() -> generation(0)).hasMessage("count is 0, expected 1 to 16");
  }

  private static LocalGeneration generation(int count) {
    return new LocalGeneration(
        Path.of("unused"),
        new LocalGeneration.Choice(Method.GENHOWTO, Target.ACTION),
        null,
        null,
        null,
        count,
        0,
        null,
        Steering.NONE);
  }
}
