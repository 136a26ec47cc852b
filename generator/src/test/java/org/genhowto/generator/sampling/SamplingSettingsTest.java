package org.genhowto.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingSettingsTest {
  @TempDir Path folder;

  @Test
  void a_folder_keeps_its_models_defaults() throws IOException {
    assertThat(SamplingSettings.of(folder)).isEqualTo(SamplingSettings.PUBLISHED);
    new SamplingSettings(25, 1, 2.5).save(folder);
    assertThat(SamplingSettings.of(folder)).isEqualTo(new SamplingSettings(25, 1, 2.5));
  }

  @Test
  void a_skip_that_leaves_no_step_is_refused() {
    assertThatThrownBy(() -> new SamplingSettings(1, 1, 9))
        .hasMessageContaining("skip is 1, expected 0");
    assertThat(SamplingSettings.PUBLISHED.withSteps(1)).isEqualTo(new SamplingSettings(1, 0, 9));
  }
}
