package org.genhowto.ingest.video;

import java.awt.image.BufferedImage;

/**
 * How a stored picture is turned and mirrored to be shown: stored point (x, y) is shown in
 * direction (xx*x + xy*y, yx*x + yy*y), with entries -1, 0 and 1.
 */
public record Orientation(int xx, int xy, int yx, int yy) {
  static final Orientation UPRIGHT = new Orientation(1, 0, 0, 1);

  /**
   * Reads FFmpeg's display matrix (row vectors, 16.16 fixed point). Angles between the quarter
   * turns go to the nearest quarter.
   */
  static Orientation ofDisplayMatrix(int[] matrix) {
    boolean turned =
        Math.abs((long) matrix[1]) + Math.abs((long) matrix[3])
            > Math.abs((long) matrix[0]) + Math.abs((long) matrix[4]);
    Orientation orientation =
        turned
            ? new Orientation(0, sign(matrix[3]), sign(matrix[1]), 0)
            : new Orientation(sign(matrix[0]), 0, 0, sign(matrix[4]));
    // A matrix with a zero where a direction should be means nothing.
    boolean degenerate = orientation.xx * orientation.yy - orientation.xy * orientation.yx == 0;
    return degenerate ? UPRIGHT : orientation;
  }

  /** Whether width and height change places. */
  boolean swapsSides() {
    return xx == 0;
  }

  /** The picture as it is shown. */
  BufferedImage apply(BufferedImage stored) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    int width = stored.getWidth();
    int height = stored.getHeight();
    int shownWidth = swapsSides() ? height : width;
    int shownHeight = swapsSides() ? width : height;
    int left = xx + xy < 0 ? shownWidth - 1 : 0;
    int top = yx + yy < 0 ? shownHeight - 1 : 0;
    BufferedImage shown = new BufferedImage(shownWidth, shownHeight, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        shown.setRGB(left + xx * x + xy * y, top + yx * x + yy * y, stored.getRGB(x, y));
      }
    }
    return shown;
  }

  private static int sign(int fixedPoint) {
    return Integer.signum(fixedPoint);
  }
}
