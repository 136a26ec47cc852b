package org.genhowto.evaluator.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.genhowto.evaluator.files.StoredArray.Layout;

/**
 * numpy's .npy format, versions 1 to 3, of numbers and texts in either byte order. Anything else is
 * refused, pickled objects above all.
 */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /** As numpy writes it: a dictionary whose keys are in alphabetical order. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\), ?\\}"
              + "\\s*");

  private Npy() {}

  /**
   * Reads an array.
   *
   * @param name what sentences call it
   * @throws IllegalArgumentException saying what is no such array
   */
  static StoredArray read(String name, byte[] bytes) {
    if (bytes.length < 10 || !Arrays.equals(bytes, 0, 6, MAGIC, 0, 6)) {
      throw new IllegalArgumentException(name + " is no .npy array: it begins otherwise");
    }
    int version = bytes[6];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException(
          "%s is of version %d of the .npy format, expected 1 to 3".formatted(name, version));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long start = version == 1 ? 10 : 12;
    long length =
        version == 1
            ? Short.toUnsignedLong(buffer.getShort(8))
            : Integer.toUnsignedLong(buffer.getInt(8));
    if (start + length > bytes.length) {
      throw new IllegalArgumentException(name + " is cut off: it ends within its header");
    }
    String header = new String(bytes, (int) start, (int) length, ISO_8859_1);
    buffer.position((int) (start + length));
    return array(name, header, buffer);
  }

  private static StoredArray array(String name, String header, ByteBuffer data) {
    Matcher matcher = HEADER.matcher(header);
    Optional<CellForm> form =
        matcher.matches() ? CellForm.ofNumpy(matcher.group(1)) : Optional.empty();
    if (form.isEmpty()) {
      throw new IllegalArgumentException(
          "%s says %s, expected a plain array of numbers or texts".formatted(name, header.strip()));
    }
    data.order(matcher.group(1).startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return new StoredArray(
        name,
        shape(name, matcher.group(3)),
        matcher.group(2).equals("True") ? Layout.FORTRAN : Layout.C,
        form.get(),
        data);
  }

  private static int[] shape(String name, String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s has the shape (%s)".formatted(name, text), e);
    }
  }

  /** An array of floats, (N, D). */
  static byte[] write(float[][] rows) {
    ByteBuffer out = begun("<f4", 4L * rows.length * rows[0].length, rows.length, rows[0].length);
    for (float[] row : rows) {
      for (float value : row) {
        out.putFloat(value);
      }
    }
    return bytes(out);
  }

  /** An array of doubles. */
  static byte[] write(double[] values, int... shape) {
    ByteBuffer out = begun("<f8", values.length * 8L, shape);
    for (double value : values) {
      out.putDouble(value);
    }
    return bytes(out);
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] bytes = new byte[written.position()];
    written.flip().get(bytes);
    return bytes;
  }

  private static ByteBuffer begun(String type, long bytes, int... shape) {
    String dimensions =
        Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type, dimensions, shape.length == 1 ? "," : "");
    int padding = ALIGNMENT - (10 + header.length() + 1) % ALIGNMENT;
    String padded = header + " ".repeat(padding % ALIGNMENT) + "\n";
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(10 + padded.length() + bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
    return out.put(padded.getBytes(ISO_8859_1));
  }
}
