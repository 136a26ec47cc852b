package org.genhowto.ingest.video;

import java.io.ByteArrayOutputStream;

/** Bits one after the other, as video codecs write them. */
final class BitWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int last;
  private int free = 8;

  void write(long value, int count) {
    for (int bit = count - 1; bit >= 0; bit--) {
      free--;
      last |= (int) (value >> bit & 1) << free;
      if (free == 0) {
        bytes.write(last);
        last = 0;
        free = 8;
      }
    }
  }

  /** Exponential Golomb code, ue(v). */
  void number(int value) {
    int length = 32 - Integer.numberOfLeadingZeros(value + 1);
    write(value + 1, 2 * length - 1);
  }

  /** The same of signed numbers, se(v). */
  void signed(int value) {
    number(value > 0 ? 2 * value - 1 : -2 * value);
  }

  void align(int bit) {
    while (free < 8) {
      write(bit, 1);
    }
  }

  /** What was written, after its last bit filled up with zeros. */
  byte[] bytes() {
    align(0);
    return bytes.toByteArray();
  }

  /** A unit of H.264 with its mark in front, and without marks in it. */
  byte[] unit(int head) {
    write(1, 1);
    align(0);
    ByteArrayOutputStream unit = new ByteArrayOutputStream();
    unit.writeBytes(new byte[] {0, 0, 0, 1, (byte) head});
    int zeros = 0;
    for (byte next : bytes.toByteArray()) {
      if (zeros == 2 && (next & 0xff) <= 3) {
        unit.write(3);
        zeros = 0;
      }
      unit.write(next);
      zeros = next == 0 ? zeros + 1 : 0;
    }
    return unit.toByteArray();
  }
}
