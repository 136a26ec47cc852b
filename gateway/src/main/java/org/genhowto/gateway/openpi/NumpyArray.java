package org.genhowto.gateway.openpi;

import java.util.List;
import org.genhowto.networks.image.RgbImage;

/**
 * An array of numpy as it goes over the wire.
 *
 * @param dtype numpy's own spelling, such as |u1 for uint8
 * @param shape length of each axis
 * @param data the elements in C order
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record NumpyArray(String dtype, List<Integer> shape, byte[] data) {
  static final String UINT8 = "|u1";
  private static final int AXES = 3;
  private static final int CHANNELS = 3;

  NumpyArray {
    shape = List.copyOf(shape);
  }

  /** A picture as uint8 of shape (height, width, 3). */
  static NumpyArray of(RgbImage image) {
    return new NumpyArray(UINT8, List.of(image.height(), image.width(), CHANNELS), image.rgb());
  }

  /**
   * The picture it holds.
   *
   * @throws ObservationException it is not uint8 of shape (height, width, 3)
   */
  RgbImage picture(String key) throws ObservationException {
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, NumpyArray::product);
    if (!dtype.equals(UINT8)
        || shape.size() != AXES
        || shape.get(2) != CHANNELS
        || size < 1
        || size != data.length) {
      throw new ObservationException(
          "%s is %s of shape %s with %d bytes, expected uint8 (%s) of shape (height, width, 3)"
              .formatted(key, dtype, shape, data.length, UINT8));
    }
    return new RgbImage(shape.get(1), shape.get(0), data);
  }

  /** Nothing where it is beyond what any message holds. */
  private static long product(long a, long b) {
    return a < 0 || b < 0 || a > Integer.MAX_VALUE ? -1 : a * b;
  }
}
