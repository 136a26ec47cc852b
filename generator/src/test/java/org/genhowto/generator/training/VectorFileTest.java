package org.genhowto.generator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {
  @TempDir Path folder;

  @Test
  void vectors_are_read_in_any_order_and_the_file_goes_with_it() {
    FloatBuffer read = FloatBuffer.allocate(4);
    try (VectorFile vectors = VectorFile.in(folder.resolve("state"))) {
      vectors.add(new float[] {1, 2, 3, 4}, 2);
      vectors.add(new float[] {5, 6}, 2);
      assertThat(vectors.size()).isEqualTo(3);
      vectors.read(2, read);
      vectors.read(0, read);
    }
    assertThat(read.array()).containsExactly(5, 6, 1, 2);
    assertThat(folder.resolve("state")).isEmptyDirectory();
  }

  @Test
  void vectors_are_of_one_length() {
    try (VectorFile vectors = VectorFile.in(folder)) {
      vectors.add(new float[] {1, 2}, 2);
      assertThatThrownBy(() -> vectors.add(new float[] {1, 2, 3}, 3))
          .hasMessage("A vector has 3 numbers, expected 2 as before");
    }
  }
}
