package org.genhowto.networks.image;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Image files to pixels, and pixels to JPEG and PNG. */
public final class Images {
  /** The largest image that is decoded unless told otherwise: 40 million pixels. */
  static final long MAX_PIXELS = 40_000_000;

  /** How libjpeg and its like tell of pixels that are not there. */
  private static final Pattern DAMAGE =
      Pattern.compile("premature|truncated|corrupt|huffman|invalid|missing", CASE_INSENSITIVE);

  private static final String NO_PIXELS = "its pixels cannot be decoded";

  private Images() {}

  /** Bytes that are not an image, or an image that is too large. */
  public static final class UnreadableImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableImageException(String message, Throwable cause) {
      super(message, cause);
    }

    UnreadableImageException(String message) {
      super(message);
    }
  }

  public static RgbImage decode(byte[] bytes) {
    return decode(bytes, MAX_PIXELS);
  }

  /**
   * Decodes a PNG, JPEG or WebP as people see it: turned upright as its EXIF says, what is
   * transparent on white, 16 bits rounded to 8. Colour profiles and gamma are not applied. The
   * whole structure of the file, and the size in its header, are checked before any pixel is
   * decoded.
   *
   * @throws UnreadableImageException with a sentence for the sender: no such image, cut off or
   *     otherwise damaged, an animation, or too many pixels
   */
  public static RgbImage decode(byte[] bytes, long maxPixels) {
    return decode(bytes, maxPixels, Reading.SEEN);
  }

  /** The same, with colours as a reading has them. */
  public static RgbImage decode(byte[] bytes, Reading reading) {
    return decode(bytes, MAX_PIXELS, reading);
  }

  private static RgbImage decode(byte[] bytes, long maxPixels, Reading reading) {
    ImageFile file = ImageFile.of(bytes);
    if (file.width() * file.height() > maxPixels) {
      throw new UnreadableImageException(
          "The image has %d x %d pixels; at most %d pixels are accepted."
              .formatted(file.width(), file.height(), maxPixels));
    }
    RgbImage stored = stored(file, reading);
    return reading == Reading.PILLOW ? stored : file.orientation().upright(stored);
  }

  /** A reader of one file says of some damage only that it warns. */
  @SuppressWarnings("CatchingUnchecked") // Readers answer damaged files with what they like.
  private static RgbImage stored(ImageFile file, Reading reading) {
    String format = file.format().name();
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    RgbImage image;
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.essential()))) {
      reader.setInput(in, true, true);
      image = pixels(reader, file, reading);
    } catch (Exception e) {
      String why = e instanceof IOException ? sentence(e.getMessage()) : NO_PIXELS;
      throw new UnreadableImageException("The %s image is damaged: %s.".formatted(format, why), e);
    } finally {
      reader.dispose();
    }
    for (String warning : warnings) {
      if (DAMAGE.matcher(warning).find()) {
        throw ImageFile.damaged(file.format(), sentence(warning));
      }
    }
    if (image.width() != file.width() || image.height() != file.height()) {
      throw ImageFile.damaged(file.format(), "its pixels are not as many as its header says");
    }
    return image;
  }

  private static RgbImage pixels(ImageReader reader, ImageFile file, Reading reading)
      throws IOException {
    if (file.inks() != Inks.NONE) {
      return file.inks().colours(reader.readRaster(0, null));
    }
    try {
      return Pixels.of(reader.read(0), reading);
    } catch (OutOfMemoryError e) {
      if (file.format() == ImageFormat.WEBP) {
        throw new IIOException(
            NO_PIXELS, e); // So libwebp's own answer to some damage arrives here.
      }
      throw e;
    }
  }

  /** What a reader says without the full stop that it may have. */
  private static String sentence(@Nullable String text) {
    return text == null || text.isBlank() ? NO_PIXELS : text.strip().replaceFirst("[.]+$", "");
  }

  public static byte[] png(RgbImage image) {
    return write(image, "png", -1);
  }

  /**
   * @param quality from 0 to 1
   */
  public static byte[] jpeg(RgbImage image, double quality) {
    return write(image, "jpeg", quality);
  }

  private static byte[] write(RgbImage image, String format, double quality) {
    BufferedImage buffered = buffered(image);
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(buffered), format)
            .next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (quality >= 0) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality((float) quality);
      }
      writer.setOutput(out);
      IIOMetadata none = null;
      writer.write(none, new IIOImage(buffered, null, none), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory does not fail.", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage buffered(RgbImage image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int[] packed = new int[image.width() * image.height()];
    byte[] rgb = image.rgb();
    for (int i = 0; i < packed.length; i++) {
      packed[i] =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
    }
    buffered.setRGB(0, 0, image.width(), image.height(), packed, 0, image.width());
    return buffered;
  }
}
