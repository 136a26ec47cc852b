package org.genhowto.localizer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFileTest {
  @TempDir Path folder;

  @Test
  void views_come_back_to_the_bit_and_in_order() {
    float[][] plain = {{1.25f, -3e-7f}, {0, 7}, {1 / 3f, 9}};
    float[][] mirrored = {{2, 4}, {6, 8}, {10, 12}};
    Path file = folder.resolve("a.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      FeatureFile.write(
          manager,
          file,
          new TrainingVideo("a", 0, OptionalDouble.empty(), List.of(plain, mirrored)));
      List<float[][]> views = FeatureFile.read(manager, file);
      assertThat(views).hasSize(2);
      assertThat(views.get(0)).isDeepEqualTo(plain);
      assertThat(views.get(1)).isDeepEqualTo(mirrored);
    }
  }
}
