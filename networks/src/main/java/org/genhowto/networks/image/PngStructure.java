package org.genhowto.networks.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import org.genhowto.networks.image.Images.UnreadableImageException;

/** The chunks of a PNG file, each with its checksum, up to the one that ends it. */
final class PngStructure {
  private static final int SIGNATURE = 8;

  /** Length, kind and checksum. */
  private static final int AROUND = 12;

  private static final int HEADER = 13;
  private static final int PALETTE = 3;
  private static final Set<String> ESSENTIAL = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private final byte[] bytes;
  private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
  private long width;
  private long height;
  private int depth;
  private int colour;
  private boolean pixels;
  private Orientation orientation = Orientation.UPRIGHT;

  private PngStructure(byte[] bytes) {
    this.bytes = bytes;
  }

  static ImageFile read(byte[] bytes) {
    return new PngStructure(bytes).read();
  }

  private ImageFile read() {
    essential.write(bytes, 0, SIGNATURE);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = SIGNATURE;
    String kind = "";
    while (!kind.equals("IEND")) {
      if (bytes.length - at < AROUND) {
        throw damaged("it ends after %d bytes, without its last chunk".formatted(bytes.length));
      }
      long length = Integer.toUnsignedLong(in.getInt(at));
      kind = new String(bytes, at + 4, 4, ISO_8859_1);
      if (length > bytes.length - at - AROUND) {
        throw damaged("it ends after %d bytes, within a chunk".formatted(bytes.length));
      }
      chunk(kind, at, (int) length, in);
      at += AROUND + (int) length;
    }
    if (!pixels) {
      throw damaged("it has no pixels");
    }
    return new ImageFile(
        ImageFormat.PNG, width, height, orientation, Inks.NONE, essential.toByteArray());
  }

  private void chunk(String kind, int at, int length, ByteBuffer in) {
    if (kind.equals("IHDR") != (at == SIGNATURE)) {
      throw damaged("its header is not its first chunk");
    }
    boolean needed = ESSENTIAL.contains(kind);
    if (needed && checksum(bytes, at + 4, length + 4) != in.getInt(at + 8 + length)) {
      throw damaged("the checksum of a chunk is wrong");
    }
    if (kind.equals("tRNS") && isShallowGrey()) {
      requireLength("tRNS", length, 2);
      palette(in.getShort(at + 8));
    } else if (needed) {
      essential.write(bytes, at, length + AROUND);
    }
    switch (kind) {
      case "IHDR" -> header(at + 8, length, in);
      case "IDAT" -> pixels = true;
      case "acTL" -> throw ImageFile.animated(ImageFormat.PNG);
      case "eXIf" -> orientation = exif(at + 8, length);
      default -> requireOptional(kind);
    }
  }

  private void header(int at, int length, ByteBuffer in) {
    requireLength("IHDR", length, HEADER);
    width = Integer.toUnsignedLong(in.getInt(at));
    height = Integer.toUnsignedLong(in.getInt(at + 4));
    depth = bytes[at + 8];
    colour = bytes[at + 9];
  }

  private static void requireLength(String kind, int length, int expected) {
    if (length != expected) {
      throw damaged("%s has %d bytes, expected %d".formatted(kind, length, expected));
    }
  }

  private boolean isShallowGrey() {
    return colour == 0 && depth >= 1 && depth <= 4;
  }

  /** Grey with a transparent level as a palette: Java's reader passes over that level. */
  private void palette(int transparent) {
    byte[] header = new byte[HEADER];
    System.arraycopy(bytes, SIGNATURE + 8, header, 0, HEADER);
    header[9] = PALETTE;
    int size = 1 << depth;
    byte[] colours = new byte[3 * size];
    byte[] opacities = new byte[size];
    for (int level = 0; level < size; level++) {
      Arrays.fill(colours, 3 * level, 3 * level + 3, (byte) (level * 255 / (size - 1)));
      opacities[level] = (byte) (level == transparent ? 0 : 255);
    }
    essential.reset();
    essential.write(bytes, 0, SIGNATURE);
    write("IHDR", header);
    write("PLTE", colours);
    write("tRNS", opacities);
  }

  private void write(String kind, byte[] data) {
    byte[] chunk =
        ByteBuffer.allocate(data.length + AROUND)
            .putInt(data.length)
            .put(kind.getBytes(ISO_8859_1))
            .put(data)
            .array();
    ByteBuffer.wrap(chunk).putInt(data.length + 8, checksum(chunk, 4, data.length + 4));
    essential.writeBytes(chunk);
  }

  private Orientation exif(int at, int length) {
    byte[] block = new byte[length];
    System.arraycopy(bytes, at, block, 0, length);
    return Orientation.ofExif(block);
  }

  /** A capital first letter says that a picture cannot be shown without the chunk. */
  private static void requireOptional(String kind) {
    if (!ESSENTIAL.contains(kind) && Character.isUpperCase(kind.charAt(0))) {
      throw damaged("it has a chunk of an unknown kind");
    }
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  private static UnreadableImageException damaged(String why) {
    return ImageFile.damaged(ImageFormat.PNG, why);
  }
}
