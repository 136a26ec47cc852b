package org.genhowto.networks.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An image of 8-bit red, green and blue.
 *
 * @param rgb three bytes a pixel, row by row; not copied, so not to be changed
 */
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "An image of %d x %d pixels does not have %d bytes."
              .formatted(width, height, rgb.length));
    }
  }

  /** The part that starts at (x, y). */
  public RgbImage crop(int x, int y, int cropWidth, int cropHeight) {
    if (x < 0 || y < 0 || x + cropWidth > width || y + cropHeight > height) {
      throw new IllegalArgumentException(
          "An image of %d x %d pixels has no part of %d x %d at (%d, %d)."
              .formatted(width, height, cropWidth, cropHeight, x, y));
    }
    byte[] part = new byte[cropWidth * cropHeight * 3];
    for (int row = 0; row < cropHeight; row++) {
      System.arraycopy(rgb, ((y + row) * width + x) * 3, part, row * cropWidth * 3, cropWidth * 3);
    }
    return new RgbImage(cropWidth, cropHeight, part);
  }

  /** The largest square in the middle; odd remainders are rounded down. */
  public RgbImage centreSquare() {
    int side = Math.min(width, height);
    return crop((width - side) / 2, (height - side) / 2, side, side);
  }

  public RgbImage resize(int newWidth, int newHeight, Resampling resampling) {
    return resampling.resize(this, newWidth, newHeight);
  }

  /**
   * Bicubic to a short side of {@code side}, then the square in the middle, as CLIP's images are.
   */
  public RgbImage resizeToCover(int side) {
    int shortSide = Math.min(width, height);
    int newWidth = (int) ((long) width * side / shortSide);
    int newHeight = (int) ((long) height * side / shortSide);
    return resize(newWidth, newHeight, Resampling.BICUBIC).centreSquare();
  }

  /** (1, 3, height, width) float32. */
  public NDArray toArray(NDManager manager, Normalization normalization) {
    return toArray(manager, List.of(this), normalization);
  }

  /** Images of one size as (B, 3, height, width) float32. */
  public static NDArray toArray(
      NDManager manager, List<RgbImage> images, Normalization normalization) {
    int width = images.get(0).width;
    int height = images.get(0).height;
    int plane = width * height;
    float[][] table = new float[3][256];
    for (int c = 0; c < 3; c++) {
      for (int colour = 0; colour < 256; colour++) {
        table[c][colour] = normalization.apply(colour, c);
      }
    }
    float[] values = new float[images.size() * 3 * plane];
    for (int b = 0; b < images.size(); b++) {
      RgbImage image = images.get(b);
      if (image.width != width || image.height != height) {
        throw new IllegalArgumentException(
            "Images of %d x %d and %d x %d pixels do not make one batch."
                .formatted(width, height, image.width, image.height));
      }
      for (int c = 0; c < 3; c++) {
        int at = (b * 3 + c) * plane;
        for (int i = 0; i < plane; i++) {
          values[at + i] = table[c][image.rgb[3 * i + c] & 0xff];
        }
      }
    }
    return manager.create(values, new Shape(images.size(), 3, height, width));
  }

  /** The image that a diffusion model made: (3, H, W) or (1, 3, H, W) in [-1, 1], clamped. */
  public static RgbImage ofSigned(NDArray array) {
    Shape shape = array.getShape();
    int d = shape.dimension();
    int height = Math.toIntExact(shape.get(d - 2));
    int width = Math.toIntExact(shape.get(d - 1));
    if (shape.size() != 3L * width * height) {
      throw new IllegalArgumentException("An array of shape " + shape + " is not one image.");
    }
    float[] values = array.toFloatArray();
    int plane = width * height;
    byte[] rgb = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        float unit = Math.min(1f, Math.max(0f, values[c * plane + i] / 2 + 0.5f));
        rgb[3 * i + c] = (byte) Math.rint(unit * 255);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage image
        && image.width == width
        && image.height == height
        && Arrays.equals(image.rgb, rgb);
  }

  @Override
  public int hashCode() {
    return Objects.hash(width, height, Arrays.hashCode(rgb));
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + " x " + height + "]";
  }
}
