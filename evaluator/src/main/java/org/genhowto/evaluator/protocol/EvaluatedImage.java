package org.genhowto.evaluator.protocol;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.genhowto.schemas.Target;

/**
 * One image of an offline evaluation.
 *
 * @param file where it lies
 * @param label class index: initial states in the first half of the classes, targets in the second
 * @param videoId the video it was taken from or generated for
 * @param experiment where it counts
 * @param part whether the classifier learns from it, or is tested on it
 * @param origin what made it
 * @param predicted the class that a method without training gave this test image
 */
public record EvaluatedImage(
    Path file,
    int label,
    String videoId,
    Experiment experiment,
    Part part,
    Origin origin,
    OptionalInt predicted) {

  /** Whether an image is learned from or measured on. */
  public enum Part {
    TRAIN,
    TEST
  }

  /** What made an image. */
  public enum Origin {
    /** A frame of a video. */
    REAL,
    /** The method under test. */
    GENERATED,
    /**
     * A real initial frame that went through the same noise and denoising as generated images. It
     * takes away what tells generated images from real ones, and nothing else.
     */
    ROUND_TRIP
  }

  /** Whether the method was trained on the categories that it is measured on. */
  public enum Exposure {
    UNSEEN,
    SEEN
  }

  /**
   * Images that are measured together.
   *
   * @param target what the method was asked for
   */
  public record Experiment(Target target, Exposure exposure) {}

  public EvaluatedImage {
    if (label < 0) {
      throw new IllegalArgumentException("class is " + label + ", expected 0 or more");
    }
    if (videoId.isBlank()) {
      throw new IllegalArgumentException("video is empty, expected the id of the image's video");
    }
    if (origin == Origin.ROUND_TRIP && part == Part.TEST) {
      throw new IllegalArgumentException(
          "origin is round-trip in the test split, expected it in train only: tests use real"
              + " images");
    }
    if (predicted.isPresent() && (part != Part.TEST || origin != Origin.REAL)) {
      throw new IllegalArgumentException(
          "predicted is given for an image of split "
              + part
              + " and origin "
              + origin
              + ", expected it for real test images only");
    }
  }
}
