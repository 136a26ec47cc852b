package org.genhowto.networks.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void the_version_changes_with_any_byte_or_name(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a"), "1");
    String first = new ModelFolder(folder).version();
    Files.writeString(folder.resolve("a"), "2");
    String second = new ModelFolder(folder).version();
    Files.move(folder.resolve("a"), folder.resolve("b"));
    String third = new ModelFolder(folder).version();
    Files.move(folder.resolve("b"), folder.resolve("a"));

    assertThat(first).matches("[0-9a-f]{12}");
    assertThat(new ModelFolder(folder).version()).isEqualTo(second);
    assertThat(first).isNotEqualTo(second);
    assertThat(third).isNotEqualTo(second);
  }

  @Test
  void first_values_depend_on_seed_and_name_alone() {
    Initialization initialization = Initialization.standard(3);
    Shape shape = new Shape(50, 40);

    float[] values = initialization.values("a.weight", shape);

    assertThat(initialization.values("a.weight", shape)).containsExactly(values);
    assertThat(initialization.values("b.weight", shape)).isNotEqualTo(values);
    assertThat(Initialization.standard(4).values("a.weight", shape)).isNotEqualTo(values);
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    // A variance of 1 / fan-in keeps the variance of the input.
    assertThat(squares / values.length * 40).isBetween(0.9, 1.1);
    NDArray bias = manager.create(initialization.values("a.bias", new Shape(4)));
    assertThat(bias.toFloatArray()).containsOnly(0f);
  }
}
