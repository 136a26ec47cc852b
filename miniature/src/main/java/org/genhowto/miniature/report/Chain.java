package org.genhowto.miniature.report;

import java.util.List;
import java.util.stream.Stream;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.evaluation.TestScene;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Tint;
import org.genhowto.schemas.Target;

/**
 * Requests of which each starts from the picture that the one before it made.
 *
 * @param outcomes one after another; each gives an action and a final state
 */
record Chain(Category category, List<ChangeResult> outcomes) {
  static final List<Chain> ALL =
      List.of(
          new Chain(
              Category.TOAST,
              List.of(ChangeResult.BUTTER, ChangeResult.JAM, ChangeResult.CHOCOLATE)),
          new Chain(
              Category.GLASS, List.of(ChangeResult.WATER, ChangeResult.JUICE, ChangeResult.COFFEE)),
          new Chain(
              Category.POT, List.of(ChangeResult.RED, ChangeResult.PURPLE, ChangeResult.YELLOW)),
          new Chain(
              Category.CANVAS, List.of(ChangeResult.SUN, ChangeResult.TREE, ChangeResult.SEA)),
          new Chain(
              Category.PANCAKE, List.of(ChangeResult.CREAM, ChangeResult.JAM, ChangeResult.BUTTER)),
          new Chain(
              Category.MUG, List.of(ChangeResult.MILK, ChangeResult.COFFEE, ChangeResult.JUICE)));

  /** One request of a chain. */
  record Step(Target target, String prompt) {}

  /** What is asked, in order, when the chain starts from that scene of its category. */
  List<Step> steps(TestScene scene) {
    Tint tint = Scene.filmed(category, scene.seed()).tint();
    return outcomes.stream()
        .flatMap(
            outcome ->
                Stream.of(
                    new Step(Target.ACTION, prompt(tint, outcome, Phase.ACTION)),
                    new Step(Target.FINAL_STATE, prompt(tint, outcome, Phase.FINAL))))
        .toList();
  }

  /** The first wording, which names the outcome in either phase. */
  private String prompt(Tint tint, ChangeResult outcome, Phase phase) {
    return Captions.of(category, tint, outcome, phase).get(0);
  }
}
