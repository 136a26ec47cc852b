package org.genhowto.networks.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How a camera was held, as EXIF says it: which edge of the stored picture is on top. The names say
 * what makes it upright.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRROR(false, true, false),
  HALF_TURN(false, true, true),
  FLIP(false, false, true),
  TRANSPOSE(true, false, false),
  TURN_RIGHT(true, true, false),
  TRANSVERSE(true, true, true),
  TURN_LEFT(true, false, true);

  private static final int TAG = 0x112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;
  private static final byte[] PREFIX = "Exif\0\0".getBytes(US_ASCII);

  /** Rows become columns, then columns and rows are taken from their other ends. */
  private final boolean transposed;

  private final boolean mirrored;
  private final boolean flipped;

  Orientation(boolean transposed, boolean mirrored, boolean flipped) {
    this.transposed = transposed;
    this.mirrored = mirrored;
    this.flipped = flipped;
  }

  /**
   * What an EXIF block says, in either byte order, with or without the prefix it has in JPEG.
   * Nothing is upright, and so is what cannot be read: cameras and editors write many faulty
   * blocks.
   */
  static Orientation ofExif(byte[] block) {
    boolean prefixed = block.length > 6 && Arrays.equals(block, 0, 6, PREFIX, 0, 6);
    ByteBuffer tiff = ByteBuffer.wrap(block);
    tiff = prefixed ? tiff.position(PREFIX.length).slice() : tiff;
    if (tiff.remaining() < 8) {
      return UPRIGHT;
    }
    int order = tiff.getShort(0);
    if (order != 0x4949 && order != 0x4d4d) {
      return UPRIGHT;
    }
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long at = Integer.toUnsignedLong(tiff.getInt(4));
    if (tiff.getShort(2) != 42 || at + 2 > tiff.limit()) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) at));
    long end = Math.min(tiff.limit() - ENTRY, at + 2 + (entries - 1L) * ENTRY);
    for (long entry = at + 2; entry <= end; entry += ENTRY) {
      if (Short.toUnsignedInt(tiff.getShort((int) entry)) == TAG) {
        return tiff.getShort((int) entry + 2) == SHORT
            ? ofTag(tiff.getShort((int) entry + 8))
            : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  private static Orientation ofTag(int value) {
    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
  }

  /** The picture as it is looked at. */
  RgbImage upright(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = transposed ? stored.height() : stored.width();
    int height = transposed ? stored.width() : stored.height();
    byte[] from = stored.rgb();
    byte[] rgb = new byte[from.length];
    for (int y = 0; y < height; y++) {
      int row = flipped ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int column = mirrored ? width - 1 - x : x;
        int at = 3 * (transposed ? column * stored.width() + row : row * stored.width() + column);
        System.arraycopy(from, at, rgb, 3 * (y * width + x), 3);
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
