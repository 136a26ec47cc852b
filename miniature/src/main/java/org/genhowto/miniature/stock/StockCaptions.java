package org.genhowto.miniature.stock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Distractor;
import org.genhowto.miniature.world.Knobs;

/**
 * What stands beside stock pictures: mostly the object's name, often something about its kind, and
 * sometimes what is to be seen.
 */
public final class StockCaptions {
  private static final List<String> NAMES = List.of("%c", "a %c", "stock photo of a %c");
  private static final List<String> VAGUE =
      List.of(
          "%k",
          "fresh %k ideas",
          "%k on a table",
          "beautiful %k background",
          "%k concept",
          "everyday %k",
          "lovely %k inspiration",
          "still life",
          "home and lifestyle",
          "modern design element");
  private static final List<String> EXACT_DISTRACTOR =
      List.of("a %c on a table", "a whole %c from the side");

  private StockCaptions() {}

  /** How much a caption says. */
  public enum Detail {
    /** The object and no state. */
    OBJECT,
    /** Neither the object nor its state. */
    VAGUE,
    /** Both, as the captions of filmed pictures do. */
    EXACT
  }

  /** How much a picture's caption says. */
  static Detail detail(Knobs.Stock stock, SplittableRandom random) {
    double draw = random.nextDouble();
    if (draw < stock.objectOnly()) {
      return Detail.OBJECT;
    }
    return draw < stock.objectOnly() + stock.vague() ? Detail.VAGUE : Detail.EXACT;
  }

  /**
   * A caption that names the object alone.
   *
   * @param object with its colour, or without
   */
  static String object(String object, StockStyle style, SplittableRandom random) {
    var wordings = random.nextBoolean() ? NAMES : style.wordings();
    var pattern = wordings.get(random.nextInt(wordings.size()));
    return Captions.withArticle(pattern.replace("%c", object));
  }

  /** A caption that says at most of what kind the object is. */
  static String vague(String kind, SplittableRandom random) {
    return VAGUE.get(random.nextInt(VAGUE.size())).replace("%k", kind);
  }

  /** A caption that says what there is to be seen of something that does not change. */
  static String exact(Distractor distractor, String object, int wording) {
    return Captions.withArticle(
        EXACT_DISTRACTOR.get(wording % EXACT_DISTRACTOR.size()).replace("%c", object));
  }

  static String kind(Category category) {
    return switch (category) {
      case APPLE, ORANGE, KIWI, BANANA -> "fruit";
      case TOMATO, POTATO, CARROT, CUCUMBER -> "vegetables";
      case GLASS, MUG, BOWL -> "tableware";
      case TOAST, PANCAKE, WAFFLE, EGG -> "breakfast";
      case CAKE, PIZZA, TART, FOCACCIA -> "bakery";
      case CANDLE, LANTERN, VASE -> "decoration";
      case BOX, CHEST -> "storage";
      case POT -> "gardening";
      case SHIRT, TOWEL, NAPKIN -> "textiles";
      case CANVAS -> "art";
      case BALLOON -> "party";
    };
  }

  static String kind(Distractor distractor) {
    return switch (distractor) {
      case CLOCK, CHAIR -> "interior";
      case SHOE, UMBRELLA -> "fashion";
      case CAR, BOAT -> "travel";
    };
  }

  /** Every sentence that may stand beside a picture beyond the exact ones of what changes. */
  public static List<String> all() {
    var patterns = new ArrayList<>(NAMES);
    Arrays.stream(StockStyle.values()).forEach(style -> patterns.addAll(style.wordings()));
    var all = new ArrayList<String>();
    for (var category : Category.values()) {
      patterns.forEach(pattern -> all.add(sentence(pattern, category.word())));
      VAGUE.forEach(pattern -> all.add(pattern.replace("%k", kind(category))));
    }
    for (var distractor : Distractor.values()) {
      patterns.forEach(pattern -> all.add(sentence(pattern, distractor.word())));
      VAGUE.forEach(pattern -> all.add(pattern.replace("%k", kind(distractor))));
      for (var tint : distractor.tints()) {
        var object = tint.word() + " " + distractor.word();
        EXACT_DISTRACTOR.forEach(pattern -> all.add(sentence(pattern, object)));
      }
    }
    return all.stream().distinct().toList();
  }

  private static String sentence(String pattern, String object) {
    return Captions.withArticle(pattern.replace("%c", object));
  }
}
