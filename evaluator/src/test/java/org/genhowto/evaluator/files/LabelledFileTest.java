package org.genhowto.evaluator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.genhowto.evaluator.files.CellForm.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are numpy's and safetensors' own: see src/test/python/labelled_golden.py. */
class LabelledFileTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other-names.npz",
        "half.npz",
        "float-labels.npz",
        "train.safetensors",
        "brain.safetensors"
      })
  void rows_labels_and_videos_are_the_same_in_every_form(String name) {
    LabelledFile golden = read("train.npz");

    LabelledFile other = read(name);

    assertThat(other.rows().features()).isDeepEqualTo(golden.rows().features());
    assertThat(other.rows().labels()).containsExactly(golden.rows().labels());
    assertThat(other.videos()).isEqualTo(golden.videos()).isPresent();
  }

  @Test
  void labels_and_videos_may_have_files_of_their_own() {
    LabelledFile golden = read("train.npz");

    LabelledFile apart = LabelledFile.read(golden("x.npy"), golden("y.npy"), golden("v.npy"));
    LabelledFile replaced =
        LabelledFile.read(golden("fewer.npz"), golden("train.npz"), golden("train.npz"));

    assertThat(apart.rows().features()).isDeepEqualTo(golden.rows().features());
    assertThat(apart.rows().labels()).containsExactly(golden.rows().labels());
    assertThat(apart.videos()).isEqualTo(golden.videos());
    assertThat(replaced.rows().labels()).containsExactly(golden.rows().labels());
  }

  @ParameterizedTest
  @CsvSource({
    "no-labels.npz, 'has no labels, label, y beside [feats]'",
    "names.npz, 'holds [a.npy, b.npy], expected features and labels'",
    "text-labels.npz, 'array labels has ''cut apple'' in row 0, expected classes as whole numbers'",
    "negative.npz, 'array labels has -1 in row 0, expected classes as whole numbers from 0'",
    "fraction.npz, 'array labels has 0.5 in row 0, expected classes as whole numbers'",
    "nan.npz, 'array feats has NaN in row 0, column 2, expected a finite number'",
    "fewer.npz, '120 rows of features with 119 labels, expected as many'",
    "fewer-videos.npz, '120 rows of features with 119 videos, expected as many'",
    "float-videos.npz, 'holds float of 64 bits, expected texts or whole numbers'",
    "empty.npz, 'holds 0 rows of features, expected at least 1'",
    "integers.npz, 'holds signed of 32 bits, expected floating-point numbers of 16, 32 or 64'",
    "objects.npz, 'expected a plain array of numbers or texts'",
    "x.npy, 'x.npy has no labels, label, y, expected an array of one of these names, or a file'",
  })
  void anything_else_is_refused_with_the_file_and_the_fault(String name, String fault) {
    assertThatThrownBy(() -> read(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x0001, 5.9604644775390625E-8",
    "0x03ff, 6.097555160522461E-5",
    "0x0400, 6.103515625E-5",
    "0x3555, 0.333251953125",
    "0x3c00, 1",
    "0x7bff, 65504",
    "0x7c00, Infinity",
    "0x7e00, NaN",
    "0xbc00, -1",
    "0xfc00, -Infinity"
  })
  void a_number_of_16_bits_is_what_numpy_makes_of_it(String bits, double number) {
    ByteBuffer data = ByteBuffer.allocate(2).putShort(0, (short) Integer.decode(bits).intValue());

    assertThat(new CellForm(Kind.FLOAT, 2).number(data, 0)).isEqualTo((Double) number);
  }

  static LabelledFile read(String name) {
    return LabelledFile.read(golden(name), null, null);
  }

  private static Path golden(@Nullable String name) {
    return Path.of("src/test/resources/org/genhowto/evaluator/files/labelled/" + name);
  }
}
