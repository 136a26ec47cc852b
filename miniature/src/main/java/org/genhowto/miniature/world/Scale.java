package org.genhowto.miniature.world;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Which world, and how much of everything: the settings of a training and of its report. The same
 * scale gives the same models and the same figures.
 *
 * @param stills pictures the base models learn from
 * @param steps optimiser steps of each training
 * @param mining videos the localizer learns from, and how often
 * @param judging what the judge learns from
 * @param trial what is generated and measured
 */
public record Scale(
    String name,
    World world,
    Knobs knobs,
    Counts stills,
    Steps steps,
    Mining mining,
    Judging judging,
    Trial trial) {

  public Scale {
    if (world.edition() == Edition.FIRST && !knobs.equals(Knobs.usual())) {
      throw new IllegalArgumentException(
          "The first edition is as it was, so its knobs cannot be %s".formatted(knobs));
    }
  }

  /**
   * Pictures.
   *
   * @param captions of the captioner
   * @param edits pairs of stock pictures before and after an edit, for InstructPix2Pix
   */
  public record Counts(int autoencoder, int base, int captions, int edits) {}

  /**
   * Optimiser steps.
   *
   * @param clipText after which the text tower is the diffusion models' text encoder
   * @param genHowTo of each model of one target
   * @param joint of the one model for both targets: as many for each target as its own model has
   * @param tuned of the base model on the triplets' pictures and captions
   */
  public record Steps(
      int clipText,
      int clip,
      int clipBatch,
      int autoencoder,
      int base,
      int captioner,
      int genHowTo,
      int joint,
      int tuned,
      int instructPix2Pix) {}

  /**
   * Videos.
   *
   * @param seen of each seen category, and {@code unseen} of each held-out one: what the localizer
   *     learns from
   * @param heldOut fresh videos of each measured category, whose mined initial frames and captions
   *     the methods are asked with
   * @param judged of each category, never learnt from, on which the localizer is measured
   * @param views augmented views of each video beside the plain one; the full scale has none: on
   *     rotated and sheared frames the small frozen CLIP's features tell too little, and the heads'
   *     own confidence at the end of training falls from 0.89 to 0.70
   * @param runs trainings with different seeds
   * @param leastConfidence geometric mean of the three scores from which a triplet is kept: above a
   *     half, a typical score says more likely than not
   */
  public record Mining(
      int seen,
      int unseen,
      int heldOut,
      int judged,
      int views,
      int runs,
      int epochs,
      double leastConfidence) {}

  /**
   * The judge's learning, which no model and no choice of a knob takes part in.
   *
   * @param steps optimiser steps
   * @param batch labelled frames a step
   */
  public record Judging(int steps, int batch) {}

  /**
   * Measurements.
   *
   * @param scenes test scenes of each category, which methods are asked with
   * @param truths test scenes of each measured category, those and more, whose truth classifiers
   *     are tested on
   * @param seeds sampling seeds
   * @param samplingSteps steps of the whole trajectory
   * @param stills stock pictures nothing was trained on, which the base models are measured on
   */
  public record Trial(int scenes, int truths, int seeds, int samplingSteps, int stills) {
    /** The sampling seeds. */
    public List<Long> numbers() {
      return LongStream.rangeClosed(1, seeds).boxed().toList();
    }
  }

  /** The same with other measurements. */
  public Scale withTrial(Trial other) {
    return new Scale(name, world, knobs, stills, steps, mining, judging, other);
  }

  /**
   * The scale of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Scale named(String name, World world, Knobs knobs) {
    return switch (name) {
      case "full" -> full(world, knobs);
      case "smoke" -> smoke(world, knobs);
      default ->
          throw new IllegalArgumentException(
              "The scale is '%s', expected full or smoke".formatted(name));
    };
  }

  /** What weights and reports are made with. */
  public static Scale full(World world, Knobs knobs) {
    return new Scale(
        "full",
        world,
        knobs,
        new Counts(20_000, 24_000, 30_000, 12_000),
        new Steps(600, 1_400, 128, 3_000, 5_000, 2_000, 2_000, 4_000, 1_000, 2_000),
        switch (world.edition()) {
          case FIRST -> new Mining(240, 100, 20, 12, 0, 3, 30, 0.5);
          case SECOND -> new Mining(180, 80, 40, 12, 0, 3, 30, 0.5);
        },
        new Judging(600, 64),
        switch (world.edition()) {
          case FIRST -> new Trial(10, 40, 3, 25, 240);
          case SECOND -> new Trial(10, 40, 5, 25, 240);
        });
  }

  /** Every stage in a minute: shows that all runs and fits together, and teaches little. */
  public static Scale smoke(World world, Knobs knobs) {
    return new Scale(
        "smoke",
        world,
        knobs,
        new Counts(64, 64, 64, 48),
        new Steps(2, 4, 16, 3, 3, 40, 3, 3, 3, 3),
        new Mining(3, 3, 2, 2, 1, 1, 1, 0),
        new Judging(3, 8),
        new Trial(1, 2, 2, 2, 8));
  }

  /** The scale of the same name and world as the committed weights'. */
  public static Scale smoke() {
    return smoke(World.committed(), Knobs.usual());
  }
}
