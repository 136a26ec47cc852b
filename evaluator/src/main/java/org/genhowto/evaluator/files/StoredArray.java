package org.genhowto.evaluator.files;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array of numbers as it lies in a file.
 *
 * @param name what sentences call it: the file, and its name there
 * @param shape its dimensions
 * @param layout whether the first or the last index changes slowest
 * @param size bytes of a number: 4 or 8, IEEE
 * @param data the numbers, in the buffer's byte order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
record StoredArray(String name, int[] shape, Layout layout, int size, ByteBuffer data) {

  /** Which index changes slowest. */
  enum Layout {
    C,
    FORTRAN
  }

  StoredArray {
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
    double[] numbers = new double[data.remaining() / size];
    Arrays.setAll(numbers, this::at);
    return numbers;
  }

  private double at(int index) {
    int at = data.position() + index * size;
    return size == Float.BYTES ? data.getFloat(at) : data.getDouble(at);
  }

  private void requireDimensions(int expected) {
    if (shape.length != expected) {
      throw new IllegalArgumentException(
          "%s has the shape %s, expected %d dimensions"
              .formatted(name, Arrays.toString(shape), expected));
    }
  }
}
