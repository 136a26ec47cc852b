package org.genhowto.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingTest {
  @TempDir Path folder;

  @Test
  void aFolderKeepsItsModelsDefaults() throws IOException {
    assertThat(Sampling.of(folder)).isEqualTo(Sampling.PUBLISHED);
    new Sampling(25, 1, 2.5).save(folder);
    assertThat(Sampling.of(folder)).isEqualTo(new Sampling(25, 1, 2.5));
  }

  @Test
  void aSkipThatLeavesNoStepIsRefused() {
    assertThatThrownBy(() -> new Sampling(1, 1, 9)).hasMessageContaining("skip is 1, expected 0");
    assertThat(Sampling.PUBLISHED.withSteps(1)).isEqualTo(new Sampling(1, 0, 9));
  }
}
