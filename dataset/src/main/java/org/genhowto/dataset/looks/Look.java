package org.genhowto.dataset.looks;

import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;

/**
 * What a picture looks like from afar: its hash, and its colours at 16 x 16, as the hash of a plain
 * picture says little.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Look(long hash, byte[] colours) {
  private static final int SIDE = 16;

  /** Mean difference of colours, in levels of 255, of pictures that look alike. */
  private static final int CLOSE = 8;

  /**
   * @throws Images.UnreadableImageException the bytes are no image
   */
  static Look of(byte[] encoded) {
    RgbImage image = Images.decode(encoded);
    return new Look(
        FrameHash.of(image), image.resize(SIDE, SIDE, Resampling.BICUBIC).rgb().clone());
  }

  boolean isLike(Look other) {
    if (FrameHash.distance(hash, other.hash) > FrameHash.ALIKE) {
      return false;
    }
    long difference = 0;
    for (int i = 0; i < colours.length; i++) {
      difference += Math.abs((colours[i] & 0xff) - (other.colours[i] & 0xff));
    }
    return difference <= (long) CLOSE * colours.length;
  }
}
