package org.genhowto.networks.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.genhowto.networks.image.Images.UnreadableImageException;

/** The segments of a JPEG file up to its end marker; what follows that is nobody's. */
final class JpegStructure {
  private static final int APP0 = 0xe0;
  private static final int EXIF = 0xe1;
  private static final int ADOBE = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;
  private static final int SCAN = 0xda;
  private static final int END = 0xd9;

  /** Progressive files have about ten; each makes a reader go through all pixels again. */
  private static final int MOST_SCANS = 100;

  private final byte[] bytes;
  private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
  private int at = 2;
  private int scans;
  private int width;
  private int height;
  private Orientation orientation = Orientation.UPRIGHT;
  private boolean four;
  private Inks adobe = Inks.PLAIN;

  private JpegStructure(byte[] bytes) {
    this.bytes = bytes;
  }

  static ImageFile read(byte[] bytes) {
    return new JpegStructure(bytes).read();
  }

  private ImageFile read() {
    essential.write(bytes, 0, 2);
    int marker = marker();
    while (marker != END) {
      segment(marker);
      marker = marker();
    }
    essential.write(0xff);
    essential.write(END);
    if (width == 0 || height == 0 || scans == 0) {
      throw damaged("it has no pixels");
    }
    return new ImageFile(
        ImageFormat.JPEG,
        width,
        height,
        orientation,
        four ? adobe : Inks.NONE,
        essential.toByteArray());
  }

  /** The next marker; before it may stand any number of bytes 0xff. */
  private int marker() {
    if (octet(at) != 0xff) {
      throw damaged("no marker where one has to be");
    }
    while (octet(at) == 0xff) {
      at++;
    }
    return octet(at++);
  }

  private void segment(int marker) {
    int start = at;
    int length = octet(at) << 8 | octet(at + 1);
    if (length < 2) {
      throw damaged("a segment has the length " + length);
    }
    octet(at + length - 1);
    at += length;
    if (marker == EXIF && begins(start + 2, "Exif\0\0") && orientation == Orientation.UPRIGHT) {
      orientation = Orientation.ofExif(Arrays.copyOfRange(bytes, start + 2, at));
    }
    boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xcc;
    if (frame && marker != 0xc8) {
      height = octet(start + 3) << 8 | octet(start + 4);
      width = octet(start + 5) << 8 | octet(start + 6);
      four = octet(start + 7) == 4;
    }
    if (marker == ADOBE && begins(start + 2, "Adobe")) {
      adobe = octet(start + 13) == 2 ? Inks.LUMINANCE : Inks.INVERTED;
    }
    if (marker == SCAN) {
      scan();
    }
    if (changesPixels(marker, start)) {
      essential.write(0xff);
      essential.write(marker);
      essential.write(bytes, start, at - start);
    }
  }

  /** Goes to the marker that ends the pixels of a scan: none that is stuffing or a restart. */
  private void scan() {
    if (++scans > MOST_SCANS) {
      throw damaged("it has more than %d scans".formatted(MOST_SCANS));
    }
    while (octet(at) != 0xff || octet(at + 1) == 0 || isRestart(octet(at + 1))) {
      at++;
    }
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xd0 && marker <= 0xd7;
  }

  /** Of the application's segments two say how colours are to be understood. */
  private boolean changesPixels(int marker, int start) {
    boolean application = marker >= APP0 && marker <= APP15;
    return marker != COMMENT
        && (!application
            || (marker == APP0 && begins(start + 2, "JFIF"))
            || (marker == ADOBE && begins(start + 2, "Adobe")));
  }

  private boolean begins(int offset, String text) {
    byte[] expected = text.getBytes(US_ASCII);
    int end = offset + expected.length;
    return end <= bytes.length && Arrays.equals(bytes, offset, end, expected, 0, expected.length);
  }

  private int octet(int index) {
    if (index >= bytes.length) {
      throw damaged("it ends after %d bytes, without its end marker".formatted(bytes.length));
    }
    return bytes[index] & 0xff;
  }

  private static UnreadableImageException damaged(String why) {
    return ImageFile.damaged(ImageFormat.JPEG, why);
  }
}
