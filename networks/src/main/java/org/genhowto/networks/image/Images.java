package org.genhowto.networks.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG and PNG to pixels and back. */
public final class Images {
  /** The largest image that is decoded unless told otherwise: 40 million pixels. */
  static final long MAX_PIXELS = 40_000_000;

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
   * Decodes a JPEG or PNG. The size in the header is checked before any pixel is decoded.
   *
   * @throws UnreadableImageException with a sentence for the sender
   */
  public static RgbImage decode(byte[] bytes, long maxPixels) {
    String format = format(bytes);
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IllegalStateException("This Java has no reader for " + format + ".");
    }
    ImageReader reader = readers.next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > maxPixels) {
        throw new UnreadableImageException(
            "The image has %d x %d pixels; at most %d pixels are accepted."
                .formatted(width, height, maxPixels));
      }
      return pixels(reader.read(0));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Readers answer damaged files with any of these.
      throw new UnreadableImageException(
          "The " + format + " image is damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static String format(byte[] bytes) {
    if (bytes.length > 3 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8) {
      return "jpeg";
    }
    if (bytes.length > 8 && bytes[0] == (byte) 0x89 && bytes[1] == 'P' && bytes[2] == 'N') {
      return "png";
    }
    throw new UnreadableImageException(
        "The " + bytes.length + " bytes are neither a JPEG nor a PNG image.");
  }

  private static RgbImage pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    Raster raster = image.getRaster();
    // getRGB would pass grey through a colour space and change it.
    boolean grey =
        raster.getNumBands() <= 2
            && raster.getTransferType() == DataBuffer.TYPE_BYTE
            && image.getColorModel().getNumColorComponents() == 1
            && image.getColorModel().getComponentSize(0) == 8;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      if (grey) {
        raster.getSamples(0, y, width, 1, 0, row);
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        rgb[at] = (byte) (grey ? row[x] : row[x] >> 16);
        rgb[at + 1] = (byte) (grey ? row[x] : row[x] >> 8);
        rgb[at + 2] = (byte) row[x];
      }
    }
    return new RgbImage(width, height, rgb);
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
