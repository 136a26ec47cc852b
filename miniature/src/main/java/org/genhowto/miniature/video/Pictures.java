package org.genhowto.miniature.video;

import java.awt.image.BufferedImage;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;

/** Between drawn pictures and the networks' images. */
public final class Pictures {
  private static final double QUALITY = 0.9;

  private Pictures() {}

  /** The pixels of a drawn picture. */
  public static RgbImage rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    var rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return new RgbImage(width, height, rgb);
  }

  /** The pixels as a picture that can be drawn. */
  public static BufferedImage drawn(RgbImage image) {
    var drawn = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int i = 0; i < image.width() * image.height(); i++) {
      int colour =
          ((rgb[3 * i] & 255) << 16) | ((rgb[3 * i + 1] & 255) << 8) | (rgb[3 * i + 2] & 255);
      drawn.setRGB(i % image.width(), i / image.width(), colour);
    }
    return drawn;
  }

  /** Absolute difference of two pictures of one size in one byte, of 255. */
  public static int difference(RgbImage one, RgbImage other, int at) {
    return Math.abs((one.rgb()[at] & 255) - (other.rgb()[at] & 255));
  }

  /** The picture as it comes back from a JPEG file, as frames of videos do. */
  public static RgbImage throughJpeg(RgbImage image) {
    return Images.decode(Images.jpeg(image, QUALITY));
  }
}
