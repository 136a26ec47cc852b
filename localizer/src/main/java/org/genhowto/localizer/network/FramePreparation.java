package org.genhowto.localizer.network;

import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;

/**
 * Brings a video frame to the square the image tower sees: scaled to a fixed wide picture whatever
 * its aspect ratio, then the central square. For 224 pixels that is 398 x 224 and an offset of 87,
 * the published preparation.
 *
 * @param side of the square in pixels
 */
record FramePreparation(int side) {
  private static final double PUBLISHED_ASPECT = 398.0 / 224.0;

  /** The frame, scaled. */
  RgbImage wide(RgbImage frame) {
    return frame.resize(width(), side, Resampling.BICUBIC);
  }

  /** Width of the scaled frame. */
  int width() {
    return (int) Math.round(PUBLISHED_ASPECT * side);
  }

  /** The square of a scaled frame that begins at the column. */
  RgbImage square(RgbImage wide, int column) {
    return wide.crop(column, 0, side, side);
  }

  /** The central square of a frame. */
  RgbImage central(RgbImage frame) {
    return square(wide(frame), (width() - side) / 2);
  }
}
