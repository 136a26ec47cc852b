package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One tensor of a checkpoint file, not read yet.
 *
 * @param position where its first element lies in the file, in bytes
 * @param strides how far apart neighbours lie along each dimension, in elements
 */
record StoredTensor(Path file, StoredType type, Shape shape, long position, List<Long> strides) {
  StoredTensor {
    strides = List.copyOf(strides);
  }

  /** A tensor whose elements lie one after another, the last dimension fastest. */
  static StoredTensor dense(Path file, StoredType type, Shape shape, long position) {
    return new StoredTensor(file, type, shape, position, denseStrides(shape));
  }

  /**
   * How many elements a shape has.
   *
   * @throws ArithmeticException where a header claims more than a long can count
   */
  static long elements(long[] dimensions) {
    long elements = 1;
    for (long dimension : dimensions) {
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  /** Elements from the first to the last, what lies between them included. */
  static long span(long[] dimensions, List<Long> strides) {
    if (elements(dimensions) == 0) {
      return 0;
    }
    long last = 0;
    for (int d = 0; d < dimensions.length; d++) {
      last = Math.addExact(last, Math.multiplyExact(strides.get(d), dimensions[d] - 1));
    }
    return Math.addExact(last, 1);
  }

  long span() {
    return span(shape.getShape(), strides);
  }

  /** Whether the file's bytes can be used in place. */
  boolean mappable() {
    return type.direct() && position % type.bytes() == 0 && isDense();
  }

  /** Equal parts along the first dimension, as packed queries, keys and values are. */
  List<StoredTensor> split(int count) {
    long rows = shape.dimension() == 0 ? 1 : shape.get(0);
    if (rows % count != 0) {
      throw new CheckpointException(
          "%s: a tensor of shape %s cannot be taken apart into %d.".formatted(file, shape, count));
    }
    List<StoredTensor> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(rows(i * rows / count, rows / count));
    }
    return parts;
  }

  /** The same numbers without dimensions of one element behind the second. */
  StoredTensor asMatrix() {
    long[] dimensions = shape.getShape();
    if (dimensions.length <= 2 || Arrays.stream(dimensions).skip(2).anyMatch(size -> size != 1)) {
      return this;
    }
    return new StoredTensor(
        file, type, new Shape(dimensions[0], dimensions[1]), position, strides.subList(0, 2));
  }

  /** Two parts along the first dimension. */
  List<StoredTensor> halves() {
    if (shape.dimension() == 0 || shape.get(0) < 2) {
      throw new CheckpointException(
          "%s: one row of a tensor of shape %s is too long to be read.".formatted(file, shape));
    }
    long half = shape.get(0) / 2;
    return List.of(rows(0, half), rows(half, shape.get(0) - half));
  }

  private StoredTensor rows(long first, long count) {
    long[] dimensions = shape.getShape().clone();
    dimensions[0] = count;
    return new StoredTensor(
        file,
        type,
        new Shape(dimensions),
        position + first * strides.get(0) * type.bytes(),
        strides);
  }

  /** Whether elements lie one after another, the last dimension fastest. */
  boolean isDense() {
    List<Long> dense = denseStrides(shape);
    for (int d = 0; d < dense.size(); d++) {
      if (shape.get(d) != 1 && !strides.get(d).equals(dense.get(d))) {
        return false;
      }
    }
    return true;
  }

  private static List<Long> denseStrides(Shape shape) {
    Long[] strides = new Long[shape.dimension()];
    long stride = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= shape.get(d);
    }
    return Arrays.asList(strides);
  }
}
