package org.genhowto.ingest.picture;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.picture.Reduction.Pixels;
import org.genhowto.ingest.picture.SecondPictures.Alone;
import org.genhowto.schemas.PictureFacts;
import org.jspecify.annotations.Nullable;

/**
 * Measures the pictures of a video as they are made, a few milliseconds each: brightness at 256
 * lines for what is in one picture, 32 times 18 means of colours for seconds beside each other, and
 * 64 times 36 means of brightness for a frame beside the one just before it.
 */
public final class PictureMeter implements AutoCloseable {
  private static final int LINES = 256;

  /** Means of colours by which pictures are compared. */
  static final int COLUMNS = 32;

  static final int ROWS = 18;
  private static final int FINE = 2;

  private final Reduction grey = new Reduction(Pixels.GREY);
  private final Reduction colours = new Reduction(Pixels.COLOUR);
  private final Reduction frames = new Reduction(Pixels.GREY);
  private final SecondPictures seconds = new SecondPictures();

  /**
   * Takes the picture of the next second, or of several that show the same.
   *
   * @param picture as it is stored, before it is turned
   * @param frame of which it was made, as it was decoded
   * @param before the frame just before that one; null where there is none
   * @param count seconds that show it
   */
  public void add(AVFrame picture, AVFrame frame, @Nullable AVFrame before, int count) {
    double scale = Math.min(1, LINES / (double) Math.min(picture.width(), picture.height()));
    int width = (int) Math.max(1, Math.round(picture.width() * scale));
    int height = (int) Math.max(1, Math.round(picture.height() * scale));
    byte[] levels = grey.of(picture, width, height).orElseGet(() -> new byte[width * height]);
    byte[] means =
        colours
            .of(picture, COLUMNS, ROWS)
            .orElseGet(() -> new byte[Pixels.COLOUR.size(COLUMNS, ROWS)]);
    GreyPicture alone = new GreyPicture(levels, width, height);
    boolean black = alone.isBlack();
    double sharpness = alone.sharpness();
    double text = alone.writing();
    double motion = before == null ? 0 : motion(frame, before);
    for (int second = 0; second < count; second++) {
      seconds.add(means, new Alone(black, second == 0 ? motion : 0, sharpness, text));
    }
  }

  /** Facts of all pictures; none is added afterwards. */
  public PictureFacts facts() {
    return seconds.facts();
  }

  @Override
  public void close() {
    grey.close();
    colours.close();
    frames.close();
  }

  private double motion(AVFrame frame, AVFrame before) {
    Optional<byte[]> then = frames.of(before, FINE * COLUMNS, FINE * ROWS);
    Optional<byte[]> now = frames.of(frame, FINE * COLUMNS, FINE * ROWS);
    return then.isPresent() && now.isPresent() ? Colours.difference(then.get(), now.get()) : 0;
  }
}
