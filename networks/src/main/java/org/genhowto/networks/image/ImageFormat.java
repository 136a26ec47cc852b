package org.genhowto.networks.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Optional;

/** The forms of image files that are read, told by how their bytes begin. */
public enum ImageFormat {
  PNG("image/png") {
    @Override
    boolean begins(byte[] bytes) {
      return at(bytes, 0, "\u0089PNG\r\n\u001a\n");
    }
  },
  JPEG("image/jpeg") {
    @Override
    boolean begins(byte[] bytes) {
      return at(bytes, 0, "\u00ff\u00d8\u00ff");
    }
  },
  WEBP("image/webp") {
    @Override
    boolean begins(byte[] bytes) {
      return at(bytes, 0, "RIFF") && at(bytes, 8, "WEBP");
    }
  };

  /** How many bytes tell a format. */
  public static final int SIGNATURE = 12;

  private final String mediaType;

  ImageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  abstract boolean begins(byte[] bytes);

  /** The format of a file, of which the first {@link #SIGNATURE} bytes are enough. */
  public static Optional<ImageFormat> of(byte[] bytes) {
    return Arrays.stream(values()).filter(format -> format.begins(bytes)).findFirst();
  }

  public String mediaType() {
    return mediaType;
  }

  private static boolean at(byte[] bytes, int offset, String text) {
    byte[] expected = text.getBytes(ISO_8859_1);
    return bytes.length >= offset + expected.length
        && Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
  }
}
