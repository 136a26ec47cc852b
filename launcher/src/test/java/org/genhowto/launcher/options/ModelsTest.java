package org.genhowto.launcher.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Test;

class ModelsTest {
  @Test
  void a_captioner_of_ones_own_is_not_judged_by_the_miniatures_clip() {
    Configuration nothing = Models.beneath(Configuration.of(Map.of()));
    Configuration own = Models.beneath(Configuration.of(Map.of("captioner.model", "/blip2")));
    Configuration both =
        Models.beneath(
            Configuration.of(Map.of("captioner.model", "/blip2", "captioner.clip", "/clip")));

    assertThat(nothing.find("captioner.clip")).isPresent();
    assertThat(own.find("captioner.clip")).isEmpty();
    assertThat(own.find("generator.clip")).isPresent();
    assertThat(both.find("captioner.clip")).isPresent();
  }
}
