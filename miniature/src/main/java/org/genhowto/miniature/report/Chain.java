package org.genhowto.miniature.report;

import java.util.List;
import java.util.stream.Stream;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.evaluation.TestScene;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Sight;
import org.genhowto.miniature.world.Tint;
import org.genhowto.miniature.world.World;
import org.genhowto.schemas.Target;

/**
 * Requests of which each starts from the picture that the one before it made.
 *
 * @param outcomes one after another; each gives an action and a state of every step
 */
record Chain(Category category, List<ChangeResult> outcomes) {
  private static final List<Chain> RECIPES =
      List.of(
          new Chain(Category.CARROT, List.of(ChangeResult.PLAIN)),
          new Chain(Category.PIZZA, List.of(ChangeResult.CHEESE)),
          new Chain(Category.TART, List.of(ChangeResult.TOMATOES)),
          new Chain(Category.KIWI, List.of(ChangeResult.PLAIN)),
          new Chain(Category.BANANA, List.of(ChangeResult.PLAIN)),
          new Chain(Category.FOCACCIA, List.of(ChangeResult.OLIVES)));
  private static final List<Chain> SINGLE =
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

  /** The chains of what a world is asked about. */
  static List<Chain> of(World world) {
    return Stream.concat(SINGLE.stream(), RECIPES.stream())
        .filter(chain -> world.asked().contains(chain.category()))
        .toList();
  }

  /** One request of a chain. */
  record Step(Target target, String prompt) {}

  /** What is asked, in order, when the chain starts from that scene of its category. */
  List<Step> steps(TestScene scene) {
    Tint tint = Scene.filmed(category, scene.seed()).tint();
    return outcomes.stream()
        .flatMap(
            outcome ->
                category.family().sights().stream()
                    .filter(sight -> sight.phase() != Phase.INITIAL)
                    .map(sight -> new Step(target(sight), prompt(tint, outcome, sight))))
        .toList();
  }

  private static Target target(Sight sight) {
    return sight.phase() == Phase.ACTION ? Target.ACTION : Target.FINAL_STATE;
  }

  /** The first wording, which names the outcome in either phase. */
  private String prompt(Tint tint, ChangeResult outcome, Sight sight) {
    return Captions.of(category, tint, outcome, sight).get(0);
  }
}
