package org.genhowto.evaluator.files;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.genhowto.networks.image.ImageFormat;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Reading;
import org.genhowto.networks.image.RgbImage;

/**
 * An image file as Pillow, and so pytorch-fid and clean-fid, read it: PNG, JPEG and WebP by the one
 * decoder of this project, BMP, GIF (its first frame) and TIFF by Java's. A file that is cut off or
 * damaged is refused.
 */
public final class PictureFile {
  private static final long MAX_PIXELS = 100_000_000;

  private PictureFile() {}

  /**
   * Decodes a file.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public static RgbImage read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return Images.decode(
          ImageFormat.of(bytes).isPresent() ? bytes : converted(bytes), Reading.PILLOW);
    } catch (IOException | IllegalArgumentException | Images.UnreadableImageException e) {
      throw new IllegalArgumentException(
          "%s is no image that can be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The same pixels as PNG. Readers warn of some damage, and then give pixels that are not there.
   */
  @SuppressWarnings("CatchingUnchecked") // Readers answer damaged files with what they like.
  private static byte[] converted(byte[] bytes) throws IOException {
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IllegalArgumentException(
            "its %d bytes are no PNG, JPEG, WebP, BMP, GIF or TIFF image".formatted(bytes.length));
      }
      ImageReader reader = readers.next();
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      try {
        reader.setInput(in, true, true);
        requireSize(reader.getWidth(0), reader.getHeight(0));
        requireEnd(bytes);
        BufferedImage image = reader.read(0);
        if (!warnings.isEmpty()) {
          throw new IOException(warnings.get(0));
        }
        return png(image);
      } catch (Exception e) {
        throw new IllegalArgumentException(
            "the %s image is damaged, or of a kind that is not read: %s"
                .formatted(reader.getFormatName(), e.getMessage()),
            e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static void requireSize(int width, int height) throws IOException {
    if ((long) width * height > MAX_PIXELS) {
      throw new IOException(
          "%d x %d pixels, at most %d are read".formatted(width, height, MAX_PIXELS));
    }
  }

  /** Of an animation that is cut off the first frame may be whole. */
  private static void requireEnd(byte[] bytes) throws IOException {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    if (bytes[0] == 'G' && bytes[end - 1] != ';') {
      throw new IOException("it ends after %d bytes, without its end".formatted(bytes.length));
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("colours of its kind");
    }
    return out.toByteArray();
  }
}
