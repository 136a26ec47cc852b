package org.genhowto.ingest.picture;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.picture.Reduction.Pixels;
import org.jspecify.annotations.Nullable;

/** How far the frames of a video are from its first, by 32 times 18 means of their colours. */
public final class Stillness implements AutoCloseable {

  private final Reduction colours = new Reduction(Pixels.COLOUR);
  private byte @Nullable [] first;
  private int change;

  /** Takes one more frame; one whose form cannot be converted counts as another picture. */
  public void add(AVFrame frame) {
    byte[] means = colours.of(frame, PictureMeter.COLUMNS, PictureMeter.ROWS).orElse(null);
    byte[] before = first;
    if (means == null) {
      change = Integer.MAX_VALUE;
    } else if (before == null) {
      first = means;
    } else {
      change = Math.max(change, Colours.largestDifference(before, means));
    }
  }

  /** Largest difference of any mean of any frame to the first frame's, in levels of 255. */
  public int change() {
    return change;
  }

  @Override
  public void close() {
    colours.close();
  }
}
