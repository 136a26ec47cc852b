package org.genhowto.dataset.looks;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;

/**
 * Perceptual hashes: the picture is made 9 x 8 pixels and grey, and each bit says whether a pixel
 * is darker than its right neighbour. Pictures that look alike differ in few of the 64 bits,
 * whatever their size and compression.
 */
public final class FrameHash {
  private static final int WIDTH = 9;
  private static final int HEIGHT = 8;

  /** Bits in which the hashes of pictures that look alike differ at most. */
  public static final int ALIKE = 3;

  private static final int CHUNKS = ALIKE + 1;
  private static final int CHUNK_BITS = Long.SIZE / CHUNKS;

  private FrameHash() {}

  /**
   * Hash of an encoded image.
   *
   * @throws Images.UnreadableImageException the bytes are no image
   */
  public static long of(byte[] image) {
    return of(Images.decode(image));
  }

  static long of(RgbImage image) {
    byte[] rgb = image.resize(WIDTH, HEIGHT, Resampling.BICUBIC).rgb();
    long hash = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH - 1; x++) {
        int at = y * WIDTH + x;
        hash = hash << 1 | (grey(rgb, at) < grey(rgb, at + 1) ? 1 : 0);
      }
    }
    return hash;
  }

  /**
   * Where a hash lies: two that differ in at most {@link #ALIKE} bits are equal in one of as many
   * chunks and one more, and so meet in one place at least.
   */
  public static List<Long> places(long hash) {
    List<Long> places = new ArrayList<>();
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      long bits = (hash >>> (chunk * CHUNK_BITS)) & ((1L << CHUNK_BITS) - 1);
      places.add(((long) chunk << CHUNK_BITS) | bits);
    }
    return places;
  }

  /** Number of bits that differ, 0 to 64. */
  public static int distance(long one, long other) {
    return Long.bitCount(one ^ other);
  }

  private static int grey(byte[] rgb, int pixel) {
    return 299 * (rgb[3 * pixel] & 0xff)
        + 587 * (rgb[3 * pixel + 1] & 0xff)
        + 114 * (rgb[3 * pixel + 2] & 0xff);
  }
}
