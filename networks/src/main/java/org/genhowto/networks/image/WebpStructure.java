package org.genhowto.networks.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.genhowto.networks.image.Images.UnreadableImageException;

/** The chunks of a WebP file, as far as its own length says that it reaches. */
final class WebpStructure {
  private static final int HEADER = 12;
  private static final int CHUNK = 8;
  private static final int ANIMATION = 2;
  private static final int ALPHA = 0x10;
  private static final int FOURTEEN_BITS = 0x3fff;

  private final byte[] bytes;
  private final ByteBuffer in;
  private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
  private long canvas;
  private int width;
  private int height;
  private Orientation orientation = Orientation.UPRIGHT;

  private WebpStructure(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ImageFile read(byte[] bytes) {
    return new WebpStructure(bytes).read();
  }

  private ImageFile read() {
    long end = CHUNK + Integer.toUnsignedLong(in.getInt(4));
    if (end > bytes.length) {
      throw damaged("it has %d bytes, and says %d".formatted(bytes.length, end));
    }
    essential.write(bytes, 0, HEADER);
    int at = HEADER;
    while (end - at >= CHUNK) {
      long length = Integer.toUnsignedLong(in.getInt(at + 4));
      if (length > end - at - CHUNK) {
        throw damaged("it ends within a chunk");
      }
      chunk(new String(bytes, at, 4, ISO_8859_1), at, (int) length);
      // A chunk of odd length has a byte behind it, which some writers forget at the end.
      at = (int) Math.min(end, at + CHUNK + length + (length & 1));
    }
    if (width == 0 || height == 0) {
      throw damaged("it has no pixels");
    }
    if (canvas != 0 && canvas != ((long) width << 32 | height)) {
      throw damaged("its picture does not have the size of its canvas");
    }
    byte[] file = essential.toByteArray();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - CHUNK);
    return new ImageFile(ImageFormat.WEBP, width, height, orientation, Inks.NONE, file);
  }

  private void chunk(String kind, int at, int length) {
    switch (kind) {
      case "VP8X" -> {
        require(length >= 10);
        if ((bytes[at + CHUNK] & ANIMATION) != 0) {
          throw ImageFile.animated(ImageFormat.WEBP);
        }
        canvas = (1L + threeBytes(at + 12)) << 32 | (1L + threeBytes(at + 15));
        int copied = keep(at, length);
        // Only the flag of what is kept: a reader looks for what the others promise.
        byte[] soFar = essential.toByteArray();
        soFar[copied + CHUNK] &= ALPHA;
        essential.reset();
        essential.writeBytes(soFar);
      }
      case "VP8 " -> {
        require(length >= 10 && width == 0);
        width = in.getShort(at + CHUNK + 6) & FOURTEEN_BITS;
        height = in.getShort(at + CHUNK + 8) & FOURTEEN_BITS;
        keep(at, length);
      }
      case "VP8L" -> {
        require(length >= 5 && width == 0);
        int sizes = in.getInt(at + CHUNK + 1);
        width = 1 + (sizes & FOURTEEN_BITS);
        height = 1 + (sizes >> 14 & FOURTEEN_BITS);
        keep(at, length);
      }
      case "ALPH" -> keep(at, length);
      case "EXIF" ->
          orientation =
              Orientation.ofExif(Arrays.copyOfRange(bytes, at + CHUNK, at + CHUNK + length));
      default -> {} // A profile, text, or what comes later: WebP says to pass it over.
    }
  }

  private int keep(int at, int length) {
    int start = essential.size();
    essential.write(bytes, at, CHUNK + length);
    if ((length & 1) == 1) {
      essential.write(0);
    }
    return start;
  }

  private int threeBytes(int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw damaged("a chunk is not as it has to be");
    }
  }

  private static UnreadableImageException damaged(String why) {
    return ImageFile.damaged(ImageFormat.WEBP, why);
  }
}
