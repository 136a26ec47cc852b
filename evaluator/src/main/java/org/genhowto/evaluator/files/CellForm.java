package org.genhowto.evaluator.files;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one number or text lies in an array.
 *
 * @param bytes of each
 */
record CellForm(Kind kind, int bytes) {
  static final CellForm FLOAT32 = new CellForm(Kind.FLOAT, Float.BYTES);
  static final CellForm FLOAT64 = new CellForm(Kind.FLOAT, Double.BYTES);

  /** What it is. */
  enum Kind {
    /** IEEE, of 16, 32 or 64 bits. */
    FLOAT,
    /** The upper half of a FLOAT of 32 bits. */
    BRAIN_FLOAT,
    SIGNED,
    UNSIGNED,
    /** UTF-32, filled up with zeros. */
    TEXT,
    /** Of bytes, filled up with zeros. */
    BYTE_TEXT
  }

  private static final Pattern NUMPY = Pattern.compile("[<>|=]?([fiuUS])([1-9][0-9]{0,5})");
  private static final Pattern SAFETENSORS = Pattern.compile("(F|BF|I|U)(8|16|32|64)");

  /** The bit before the fraction of a binary16, which is not stored. */
  private static final int ONE = 1 << 10;

  /** By numpy's name, such as {@code <f4}; the byte order in front of it is not looked at. */
  static Optional<CellForm> ofNumpy(String type) {
    Matcher matcher = NUMPY.matcher(type);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int size = Integer.parseInt(matcher.group(2));
    CellForm form =
        switch (matcher.group(1)) {
          case "f" -> new CellForm(Kind.FLOAT, size);
          case "i" -> new CellForm(Kind.SIGNED, size);
          case "u" -> new CellForm(Kind.UNSIGNED, size);
          case "U" -> new CellForm(Kind.TEXT, Integer.BYTES * size);
          default -> new CellForm(Kind.BYTE_TEXT, size);
        };
    return Optional.of(form).filter(CellForm::isRead);
  }

  /** By its name in safetensors, such as {@code F32}. */
  static Optional<CellForm> ofSafetensors(String type) {
    Matcher matcher = SAFETENSORS.matcher(type);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int size = Integer.parseInt(matcher.group(2)) / Byte.SIZE;
    CellForm form =
        switch (matcher.group(1)) {
          case "F" -> new CellForm(Kind.FLOAT, size);
          case "BF" -> new CellForm(Kind.BRAIN_FLOAT, size);
          case "I" -> new CellForm(Kind.SIGNED, size);
          default -> new CellForm(Kind.UNSIGNED, size);
        };
    return Optional.of(form).filter(CellForm::isRead);
  }

  private boolean isRead() {
    return switch (kind) {
      case FLOAT -> List.of(2, 4, 8).contains(bytes);
      case BRAIN_FLOAT -> bytes == Short.BYTES;
      case SIGNED, UNSIGNED -> List.of(1, 2, 4, 8).contains(bytes);
      case TEXT, BYTE_TEXT -> true;
    };
  }

  boolean isFloat() {
    return kind == Kind.FLOAT || kind == Kind.BRAIN_FLOAT;
  }

  boolean isText() {
    return kind == Kind.TEXT || kind == Kind.BYTE_TEXT;
  }

  /** A floating-point number. */
  double number(ByteBuffer data, int at) {
    if (kind == Kind.BRAIN_FLOAT) {
      return Float.intBitsToFloat(data.getShort(at) << Short.SIZE);
    }
    return switch (bytes) {
      case Short.BYTES -> half(data.getShort(at));
      case Float.BYTES -> data.getFloat(at);
      default -> data.getDouble(at);
    };
  }

  /** A whole number. */
  long whole(ByteBuffer data, int at) {
    long value =
        switch (bytes) {
          case Byte.BYTES -> data.get(at);
          case Short.BYTES -> data.getShort(at);
          case Integer.BYTES -> data.getInt(at);
          default -> data.getLong(at);
        };
    boolean widened = kind == Kind.UNSIGNED && bytes < Long.BYTES;
    return widened ? value & ((1L << (Byte.SIZE * bytes)) - 1) : value;
  }

  /** A text, or a whole number as text. */
  String text(ByteBuffer data, int at) {
    if (!isText()) {
      long value = whole(data, at);
      return kind == Kind.UNSIGNED ? Long.toUnsignedString(value) : Long.toString(value);
    }
    byte[] text = new byte[bytes];
    data.get(at, text);
    String order = data.order().toString().startsWith("L") ? "UTF-32LE" : "UTF-32BE";
    Charset charset = kind == Kind.TEXT ? Charset.forName(order) : StandardCharsets.UTF_8;
    return new String(text, charset).replaceFirst("\0+$", "");
  }

  /** As people call it, such as {@code float of 32 bits}. */
  String spelling() {
    String of = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return isText() ? of : of + " of " + Byte.SIZE * bytes + " bits";
  }

  /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 bits of fraction. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & (ONE - 1);
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb((double) (fraction + ONE), exponent - 25);
        };
    return bits < 0 ? -size : size;
  }
}
