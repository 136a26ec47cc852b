package org.genhowto.miniature.evaluation;

import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.image.RgbImage;

/** An initial picture and prompts that methods are asked with, and what came of it. */
public sealed interface Example permits MinedExample, TestScene {
  /** Side of all pictures, in pixels. */
  int SIDE = 64;

  /** Names it among all examples, and files. */
  String id();

  /** Examples of one video look alike. */
  String video();

  Category category();

  /** The picture of a phase. */
  RgbImage image(Phase phase);

  /** Asks for the action. */
  String actionPrompt();

  /** Asks for the final state. */
  String finalPrompt();

  /**
   * The prompt that asks for a phase.
   *
   * @throws IllegalArgumentException nobody asks for the initial state
   */
  default String prompt(Phase phase) {
    return switch (phase) {
      case INITIAL -> throw new IllegalArgumentException("Nobody asks for the initial state.");
      case ACTION -> actionPrompt();
      case FINAL -> finalPrompt();
    };
  }
}
