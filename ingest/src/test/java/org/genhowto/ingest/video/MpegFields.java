package org.genhowto.ingest.video;

import java.awt.image.BufferedImage;
import java.util.function.IntFunction;

/**
 * MPEG-2 whose fields are pictures of their own, each of blocks of one grey level (ITU-T H.262,
 * section 6.2).
 */
final class MpegFields {
  static final byte[] SEQUENCE = sequence();

  private static final int BLOCK = 8;
  private static final int EVERY = 12;

  /** Codes of the number of bits of a difference, for brightness; 0 bits of a colour are "00". */
  private static final String[] SIZES = {
    "100", "00", "01", "101", "110", "1110", "11110", "111110", "1111110"
  };

  private MpegFields() {}

  /** The two fields of a frame, the upper one first. */
  static byte[][] pictures(int frame, IntFunction<BufferedImage> fields) {
    return new byte[][] {
      picture(frame, 0, fields.apply(2 * frame)), picture(frame, 1, fields.apply(2 * frame + 1))
    };
  }

  private static byte[] sequence() {
    BitWriter bits = new BitWriter();
    bits.write(0x1b3, 32);
    bits.write(FieldPictures.WIDTH, 12);
    bits.write(FieldPictures.HEIGHT, 12);
    bits.write(1, 4); // Square pixels
    bits.write(3, 4); // 25 frames a second
    bits.write(5000, 18);
    bits.write(1, 1);
    bits.write(112, 10);
    bits.write(0, 3);
    bits.write(0x1b5, 32);
    bits.write(1, 4);
    bits.write(0x48, 8); // Main profile at main level
    bits.write(0, 1); // progressive_sequence
    bits.write(1, 2); // 4:2:0
    bits.write(0, 16);
    bits.write(1, 1);
    bits.write(0, 16);
    return bits.bytes();
  }

  private static byte[] picture(int frame, int lower, BufferedImage image) {
    BitWriter bits = new BitWriter();
    if (frame % EVERY == 0 && lower == 0) {
      for (byte next : SEQUENCE) {
        bits.write(next, 8);
      }
    }
    bits.write(0x100, 32);
    bits.write(frame % 1024, 10);
    bits.write(1, 3); // Made of nothing else
    bits.write(0xffff, 16);
    bits.write(0, 1);
    bits.align(0);
    bits.write(0x1b5, 32);
    bits.write(8, 4);
    bits.write(0xffff, 16);
    bits.write(0, 2);
    bits.write(lower + 1, 2); // picture_structure
    bits.write(0, 10);
    for (int row = 0; row < FieldPictures.HEIGHT / 4 / BLOCK; row++) {
      slice(bits, row, lower, image);
    }
    return bits.bytes();
  }

  private static void slice(BitWriter bits, int row, int lower, BufferedImage image) {
    bits.align(0);
    bits.write(0x101 + row, 32);
    bits.write(2, 5);
    bits.write(0, 1);
    int before = 128;
    for (int left = 0; left < FieldPictures.WIDTH; left += 2 * BLOCK) {
      bits.write(0b11, 2); // The next macroblock, by itself
      for (int block = 0; block < 4; block++) {
        int x = left + block % 2 * BLOCK;
        int y = 2 * (2 * row + block / 2) * BLOCK + lower;
        int level = 16 + (image.getRGB(x, y) >> 8 & 0xff) * 219 / 255;
        difference(bits, level - before);
        before = level;
      }
      bits.write(0b0010_0010, 8); // Two blocks of colour, without any
    }
  }

  private static void difference(BitWriter bits, int value) {
    int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    for (char bit : SIZES[size].toCharArray()) {
      bits.write(bit - '0', 1);
    }
    bits.write(value < 0 ? value + (1 << size) - 1 : value, size);
    bits.write(0b10, 2); // End of the block
  }
}
