package org.genhowto.evaluator.files;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An array of numbers or texts as it lies in a file.
 *
 * @param name what sentences call it: the file, and its name there
 * @param shape its dimensions
 * @param layout whether the first or the last index changes slowest
 * @param form what each of them is
 * @param data all of them, in the buffer's byte order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
record StoredArray(String name, int[] shape, Layout layout, CellForm form, ByteBuffer data) {

  /** Which index changes slowest. */
  enum Layout {
    C,
    FORTRAN
  }

  /** Labels are classes: a class has a row of weights. */
  private static final long MOST_CLASSES = 1 << 16;

  StoredArray {
    int size = form.bytes();
    long count = 1;
    for (int length : shape) {
      count *= length;
    }
    if (count * size != data.remaining()) {
      throw new IllegalArgumentException(
          "%s has %d bytes of numbers, expected %d for the shape %s of %d bytes each"
              .formatted(name, data.remaining(), count * size, Arrays.toString(shape), size));
    }
  }

  /** Features: rows of equally many finite numbers, as floats. */
  float[][] rows() {
    requireDimensions(2);
    requireFloats();
    float[][] rows = new float[shape[0]][shape[1]];
    for (int i = 0; i < shape[0]; i++) {
      for (int k = 0; k < shape[1]; k++) {
        float value = (float) at(layout == Layout.C ? i * shape[1] + k : k * shape[0] + i);
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "%s has %s in row %d, column %d, expected a finite number of 32 bits"
                  .formatted(name, value, i, k));
        }
        rows[i][k] = value;
      }
    }
    return rows;
  }

  /** Classes: whole numbers from 0, whatever their form. */
  int[] labels() {
    int[] labels = new int[column()];
    for (int i = 0; i < labels.length; i++) {
      if (form.isText()) {
        throw new IllegalArgumentException(
            "%s has '%s' in row %d, expected classes as whole numbers from 0"
                .formatted(name, form.text(data, offset(i)), i));
      }
      double value = form.isFloat() ? at(i) : form.whole(data, offset(i));
      if (!(value >= 0 && value < MOST_CLASSES && value == Math.rint(value))) {
        throw new IllegalArgumentException(
            "%s has %s in row %d, expected classes as whole numbers from 0 to %d"
                .formatted(
                    name, form.isFloat() ? "" + value : names().get(i), i, MOST_CLASSES - 1));
      }
      labels[i] = (int) value;
    }
    return labels;
  }

  /** Names: texts, or whole numbers. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    int count = column();
    if (form.isFloat()) {
      throw new IllegalArgumentException(
          "%s holds %s, expected texts or whole numbers".formatted(name, form.spelling()));
    }
    for (int i = 0; i < count; i++) {
      names.add(form.text(data, offset(i)));
    }
    return names;
  }

  /** The length of one dimension, where any other is 1. */
  private int column() {
    if (shape.length != 1 && !(shape.length == 2 && shape[1] == 1)) {
      throw new IllegalArgumentException(
          "%s has the shape %s, expected 1 dimension".formatted(name, Arrays.toString(shape)));
    }
    return shape[0];
  }

  /** A mean. */
  double[] vector() {
    requireDimensions(1);
    return numbers();
  }

  /** A covariance, row by row: it is symmetric, so that the layout does not matter. */
  double[] square() {
    requireDimensions(2);
    if (shape[0] != shape[1]) {
      throw new IllegalArgumentException(
          "%s has the shape %s, expected a square".formatted(name, Arrays.toString(shape)));
    }
    return numbers();
  }

  private double[] numbers() {
    requireFloats();
    double[] numbers = new double[data.remaining() / form.bytes()];
    Arrays.setAll(numbers, this::at);
    return numbers;
  }

  private double at(int index) {
    return form.number(data, offset(index));
  }

  private int offset(int index) {
    return data.position() + index * form.bytes();
  }

  private void requireFloats() {
    if (!form.isFloat()) {
      throw new IllegalArgumentException(
          "%s holds %s, expected floating-point numbers of 16, 32 or 64 bits"
              .formatted(name, form.spelling()));
    }
  }

  private void requireDimensions(int expected) {
    if (shape.length != expected) {
      throw new IllegalArgumentException(
          "%s has the shape %s, expected %d dimensions"
              .formatted(name, Arrays.toString(shape), expected));
    }
  }
}
