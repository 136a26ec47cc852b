package org.genhowto.evaluator.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.files.FeatureSet.Statistics;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are numpy's and safetensors' own: see src/test/python/features_golden.py. */
class FeatureFileTest {
  /** Row i, column k is 10 i + k + 0.5. */
  private static final float[][] ROWS = {
    {0.5f, 1.5f, 2.5f}, {10.5f, 11.5f, 12.5f}, {20.5f, 21.5f, 22.5f}, {30.5f, 31.5f, 32.5f}
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f4.npy",
        "f8.npy",
        "f4-big.npy",
        "f8-big-fortran.npy",
        "fortran.npy",
        "version2.npy",
        "clean-fid.npz",
        "single.npz",
        "features.safetensors",
        "f64.safetensors",
        "f2.npy",
        "half.safetensors",
        "beside.safetensors"
      })
  void features_are_read_in_every_form(String name) throws IOException {
    assertThat(FeatureFile.read(golden(name)))
        .isInstanceOfSatisfying(
            Features.class, features -> assertThat(features.rows()).isDeepEqualTo(ROWS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch-fid.npz", "statistics.safetensors"})
  void statistics_are_read_as_doubles(String name) throws IOException {
    assertThat(FeatureFile.read(golden(name)))
        .isInstanceOfSatisfying(
            Statistics.class,
            statistics -> {
              assertThat(statistics.statistics().mean()).containsExactly(0.1, 2, -3);
              assertThat(statistics.statistics().covariance())
                  .containsExactly(1, 0.3, 0, 0.3, 2, 0, 0, 0, 1e-9);
              assertThat(statistics.count()).isEmpty();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "i8.npy, 'holds signed of 64 bits, expected floating-point numbers of 16, 32 or 64 bits'",
    "f16.npy, 'f16'', ''fortran_order'': False, ''shape'': (2, 2), }, expected a plain array'",
    "complex.npy, '<c8'",
    "object.npy, '|O'",
    "structured.npy, 'expected a plain array'",
    "flat.npy, 'has the shape [4], expected 2 dimensions'",
    "cube.npy, 'has the shape [2, 2, 2], expected 2 dimensions'",
    "nan.npy, 'has NaN in row 1, column 0, expected a finite number of 32 bits'",
    "huge.npy, 'has Infinity in row 0, column 1'",
    "empty.npy, 'holds 0 rows of features, expected at least 2'",
    "one.npy, 'holds 1 rows of features, expected at least 2'",
    "flags.safetensors, 'tensor features is of type BOOL, expected F16, BF16, F32, F64 or whole'",
    "strange.safetensors, 'holds [a, b], expected feats or features, or mu and sigma'",
    "names.npz, 'expected feats or features, or mu and sigma'",
    "sigma.npz, 'expected feats or features, or mu and sigma'",
    "lopsided.npz, 'the covariance of features 1 and 0 is'",
    "mismatch.npz, 'a mean of 2 numbers with a covariance of 9, expected 4'"
  })
  void anything_else_is_refused_with_the_file_and_the_fault(String name, String fault)
      throws IOException {
    assertThatThrownBy(() -> FeatureFile.read(golden(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f4.npy", "version2.npy", "pytorch-fid.npz", "features.safetensors"})
  void a_file_that_is_cut_off_anywhere_is_refused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(golden(name));
    Path cut = folder.resolve("cut-" + name);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> FeatureFile.read(cut))
          .as("%d bytes", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut-" + name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npy", "a.npz", "a.safetensors"})
  void what_was_written_is_read_again(String name) throws IOException {
    Path file = folder.resolve(name);

    FeatureFile.write(file, new Features(ROWS));

    assertThat(FeatureFile.read(file))
        .isInstanceOfSatisfying(
            Features.class, features -> assertThat(features.rows()).isDeepEqualTo(ROWS));
    byte[] bytes = Files.readAllBytes(file);
    FeatureFile.write(file, new Features(ROWS));
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.npz", "s.safetensors"})
  void written_statistics_give_the_same_distance(String name) throws IOException {
    Gaussian gaussian = Gaussian.of(ROWS, "rows");
    Path file = folder.resolve(name);

    FeatureFile.write(file, new Statistics(gaussian));

    assertThat(FrechetDistance.between(FeatureFile.read(file).statistics(), gaussian)).isZero();
    assertThatThrownBy(() -> FeatureFile.write(folder.resolve("s.npy"), new Statistics(gaussian)))
        .hasMessageEndingWith("s.npy has room for features only, and there are statistics");
  }

  @Test
  void other_files_are_told_by_their_names() throws IOException {
    Path text = Files.write(folder.resolve("a.txt"), "no".getBytes(ISO_8859_1));

    assertThat(FeatureFile.isNamed(text)).isFalse();
    assertThat(FeatureFile.isNamed(Path.of("A.NPZ"))).isTrue();
    assertThatThrownBy(() -> FeatureFile.read(text))
        .hasMessageContaining("expected it to end in one of [.npy, .npz, .safetensors]");
    assertThatThrownBy(() -> FeatureFile.read(folder.resolve("none.npy")))
        .hasMessageStartingWith("There is no file at ");
  }

  private Path golden(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = FeatureFileTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      Files.copy(in, file);
    }
    return file;
  }
}
