package org.genhowto.miniature.report;

import java.util.List;
import org.genhowto.miniature.world.Category;
import org.genhowto.schemas.Target;

/**
 * A request that no caption of this world makes, in words that captions use.
 *
 * @param category of the object in the input
 * @param why what is odd about it
 */
record OddRequest(Category category, Target target, String prompt, String why) {
  static final List<OddRequest> ALL =
      List.of(
          state(
              Category.GLASS,
              "a glass covered with chocolate on a plate",
              "Glasses are filled; only toast, pancake and cake are covered."),
          state(Category.TOWEL, "slices of towel on a table", "Only food is sliced."),
          state(Category.BALLOON, "a big round purple balloon on a table", "No balloon is purple."),
          state(Category.SHIRT, "a folded purple shirt on a table", "No shirt is purple."),
          state(Category.SHIRT, "a shirt covered with jam", "No cloth is covered with a spread."),
          state(Category.BOX, "slices of box on a table", "Boxes are opened, not sliced."),
          state(Category.CANDLE, "a green candle with a bright flame", "No candle is green."),
          state(Category.POT, "a blue flower in a brown pot", "No flower is blue."),
          state(Category.POT, "a brown pot full of milk on a table", "Pots are planted."),
          state(Category.CANVAS, "a painting of a flower on a canvas", "No canvas shows a flower."),
          state(Category.EGG, "an egg cut into slices", "Eggs are fried."),
          state(Category.TOAST, "toast full of air", "Only balloons are."),
          state(Category.BOWL, "a bowl with a red flower on a table", "Bowls are filled."),
          action(
              Category.BALLOON,
              "a person cutting a balloon with a knife",
              "Balloons are inflated."),
          action(Category.APPLE, "a person painting an apple with a brush", "Apples are sliced."),
          action(Category.SHIRT, "a person pouring coffee into a shirt", "Shirts are folded."),
          action(Category.BOX, "a person lighting a box with a match", "Boxes are opened."));

  private static OddRequest state(Category category, String prompt, String why) {
    return new OddRequest(category, Target.FINAL_STATE, prompt, why);
  }

  private static OddRequest action(Category category, String prompt, String why) {
    return new OddRequest(category, Target.ACTION, prompt, why);
  }
}
