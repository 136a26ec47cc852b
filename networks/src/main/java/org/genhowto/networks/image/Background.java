package org.genhowto.networks.image;

import java.util.Arrays;
import java.util.List;

/**
 * The part of an image that its edits leave alone. Where the change is, nobody has said: it is
 * taken to be where most edits differ from the input. Of every pixel the median over the edits of
 * its mean difference to the input (over the colours) is taken, and the half of the pixels with the
 * smallest medians is the background, the same for all edits, so that none gains by changing more.
 */
public final class Background {
  private final RgbImage input;
  private final boolean[] pixels;

  private Background(RgbImage input, boolean[] pixels) {
    this.input = input;
    this.pixels = pixels;
  }

  /**
   * The half of the pixels, or more where many are alike, that edits change least.
   *
   * @param edits at least one, of the input's size
   */
  public static Background of(RgbImage input, List<RgbImage> edits) {
    for (RgbImage edit : edits) {
      if (edit.width() != input.width() || edit.height() != input.height()) {
        throw new IllegalArgumentException(
            "an edit has %d x %d pixels, expected the input's %d x %d"
                .formatted(edit.width(), edit.height(), input.width(), input.height()));
      }
    }
    int count = input.width() * input.height();
    int[] medians = new int[count];
    int[] differences = new int[edits.size()];
    for (int pixel = 0; pixel < count; pixel++) {
      for (int i = 0; i < differences.length; i++) {
        differences[i] = difference(input, edits.get(i), pixel);
      }
      Arrays.sort(differences);
      medians[pixel] = differences[(differences.length - 1) / 2];
    }
    int[] sorted = medians.clone();
    Arrays.sort(sorted);
    int most = sorted[(count - 1) / 2];
    boolean[] pixels = new boolean[count];
    for (int pixel = 0; pixel < count; pixel++) {
      pixels[pixel] = medians[pixel] <= most;
    }
    return new Background(input, pixels);
  }

  /**
   * What an edit keeps of it: 1 less the mean over background pixels and colours of |edit - input|
   * / 255, in [0, 1].
   */
  public double kept(RgbImage edit) {
    long sum = 0;
    long size = 0;
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      if (pixels[pixel]) {
        sum += difference(input, edit, pixel);
        size++;
      }
    }
    return 1 - sum / (3.0 * 255 * size);
  }

  /** Of all colours together. */
  private static int difference(RgbImage one, RgbImage other, int pixel) {
    int sum = 0;
    for (int i = 3 * pixel; i < 3 * pixel + 3; i++) {
      sum += Math.abs((other.rgb()[i] & 0xff) - (one.rgb()[i] & 0xff));
    }
    return sum;
  }
}
