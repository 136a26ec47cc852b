package org.genhowto.localizer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;

/**
 * Image features of video frames: CLIP's class token after the last norm, before the projection.
 * May be used by several threads.
 */
public final class FrameEncoder {
  /** Frames that go through the image tower at once, as published. */
  private static final int CHUNK = 256;

  private final NDManager manager;
  private final UnaryOperator<NDArray> tower;
  private final FramePreparation preparation;

  /**
   * @param manager parent of what a call needs meanwhile
   * @param side of the tower's images in pixels
   * @param tower features (B, C) of normalised pixels (B, 3, side, side)
   */
  FrameEncoder(NDManager manager, int side, UnaryOperator<NDArray> tower) {
    this.manager = manager;
    this.tower = tower;
    this.preparation = new FramePreparation(side);
  }

  /** With the image tower of a CLIP model, which it borrows. */
  public FrameEncoder(NDManager manager, ClipModel clip) {
    this(manager, clip.config().vision().image(), clip::imageFeatures);
  }

  /** Features (T, C) of the frames of one video. */
  public float[][] features(List<RgbImage> frames) {
    return encode(frames.stream().map(preparation::central).toList());
  }

  /** The part of a frame that the image tower sees, at its size. */
  public RgbImage prepare(RgbImage frame) {
    return preparation.central(frame);
  }

  /** A frame as {@link #trainingVideo} takes it: all of it, much smaller than as it is stored. */
  public RgbImage wide(RgbImage frame) {
    return preparation.wide(frame);
  }

  /**
   * A video to train on, with so many augmented views beside the plain one; the seed and the video
   * id decide them.
   *
   * @param wide its frames, each as {@link #wide} gives it
   * @throws IllegalArgumentException where a frame has another size
   */
  public TrainingVideo trainingVideo(
      String videoId, int category, OptionalDouble relevance, List<RgbImage> wide, Views views) {
    for (RgbImage frame : wide) {
      if (frame.width() != preparation.width() || frame.height() != preparation.side()) {
        throw new IllegalArgumentException(
            "A frame of video %s has %d x %d pixels, expected %d x %d"
                .formatted(
                    videoId,
                    frame.width(),
                    frame.height(),
                    preparation.width(),
                    preparation.side()));
      }
    }
    List<float[][]> features = new ArrayList<>();
    features.add(squares(wide, (preparation.width() - preparation.side()) / 2));
    Random random = new Random(31 * views.seed() + videoId.hashCode());
    for (int view = 0; view < views.augmented(); view++) {
      FrameAugmentation augmentation = FrameAugmentation.draw(random);
      int column = random.nextInt(preparation.width() - preparation.side() + 1);
      features.add(squares(wide.stream().map(augmentation::apply).toList(), column));
    }
    return new TrainingVideo(videoId, category, relevance, features);
  }

  /** How many augmented views, and what they are drawn from. */
  public record Views(int augmented, long seed) {}

  /** The frames of one video in an augmented view, at the size of the image tower. */
  public List<RgbImage> augmented(List<RgbImage> frames, Random random) {
    FrameAugmentation augmentation = FrameAugmentation.draw(random);
    int column = random.nextInt(preparation.width() - preparation.side() + 1);
    return frames.stream()
        .map(frame -> augmentation.apply(preparation.wide(frame)))
        .map(wide -> preparation.square(wide, column))
        .toList();
  }

  private float[][] squares(List<RgbImage> wide, int column) {
    return encode(wide.stream().map(frame -> preparation.square(frame, column)).toList());
  }

  /** Features (T, C) of prepared frames. */
  public float[][] encode(List<RgbImage> squares) {
    float[][] features = new float[squares.size()][];
    for (int from = 0; from < squares.size(); from += CHUNK) {
      List<RgbImage> chunk = squares.subList(from, Math.min(squares.size(), from + CHUNK));
      try (NDManager scope = manager.newSubManager();
          NDArray pixels = RgbImage.toArray(scope, chunk, Normalization.CLIP)) {
        NDArray tokens = tower.apply(pixels); // (B, C)
        float[] values = tokens.toFloatArray();
        int width = values.length / chunk.size();
        for (int b = 0; b < chunk.size(); b++) {
          features[from + b] = new float[width];
          System.arraycopy(values, b * width, features[from + b], 0, width);
        }
      }
    }
    return features;
  }
}
