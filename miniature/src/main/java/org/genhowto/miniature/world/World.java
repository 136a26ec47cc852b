package org.genhowto.miniature.world;

import static org.genhowto.miniature.world.Category.APPLE;
import static org.genhowto.miniature.world.Category.BANANA;
import static org.genhowto.miniature.world.Category.BOWL;
import static org.genhowto.miniature.world.Category.BOX;
import static org.genhowto.miniature.world.Category.CAKE;
import static org.genhowto.miniature.world.Category.CARROT;
import static org.genhowto.miniature.world.Category.CHEST;
import static org.genhowto.miniature.world.Category.CUCUMBER;
import static org.genhowto.miniature.world.Category.FOCACCIA;
import static org.genhowto.miniature.world.Category.KIWI;
import static org.genhowto.miniature.world.Category.MUG;
import static org.genhowto.miniature.world.Category.NAPKIN;
import static org.genhowto.miniature.world.Category.ORANGE;
import static org.genhowto.miniature.world.Category.PANCAKE;
import static org.genhowto.miniature.world.Category.PIZZA;
import static org.genhowto.miniature.world.Category.POT;
import static org.genhowto.miniature.world.Category.POTATO;
import static org.genhowto.miniature.world.Category.SHIRT;
import static org.genhowto.miniature.world.Category.TOAST;
import static org.genhowto.miniature.world.Category.TOMATO;
import static org.genhowto.miniature.world.Category.TOWEL;
import static org.genhowto.miniature.world.Category.VASE;

import java.util.List;

/**
 * An edition of the world, and which of its categories GenHowTo is trained on. A rehearsal knows
 * neither the test categories nor those of development, and is measured on the latter: there every
 * knob is chosen. The final models know the latter, and are measured on the test categories. The
 * networks of other people (the base model, CLIP, the localizer, the captioner) know all.
 */
public record World(Edition edition, Purpose purpose) {
  private static final List<Category> FIRST_TEST = List.of(ORANGE, TOMATO, MUG, PANCAKE, TOWEL);
  private static final List<Category> FIRST_SIBLINGS = List.of(APPLE, POTATO, BOWL, TOAST, SHIRT);
  private static final List<Category> TEST =
      List.of(ORANGE, TOMATO, MUG, PANCAKE, TOWEL, BANANA, FOCACCIA, VASE);
  private static final List<Category> TEST_SIBLINGS =
      List.of(APPLE, POTATO, BOWL, TOAST, SHIRT, CUCUMBER, PIZZA, POT);
  private static final List<Category> DEVELOPMENT = List.of(POTATO, CAKE, SHIRT, KIWI, CHEST);
  private static final List<Category> DEVELOPMENT_SIBLINGS =
      List.of(APPLE, TOAST, NAPKIN, CARROT, BOX);

  /** What a training is for. */
  public enum Purpose {
    REHEARSAL,
    FINAL
  }

  public World {
    if (edition == Edition.FIRST && purpose == Purpose.REHEARSAL) {
      throw new IllegalArgumentException(
          "The first edition has no development categories, so it cannot be rehearsed.");
    }
  }

  /** The world of the repository's weights. */
  public static World committed() {
    return new World(Edition.committed(), Purpose.FINAL);
  }

  /** All categories that change in videos. */
  public List<Category> categories() {
    return edition.categories();
  }

  /**
   * The categories that methods are asked about: those GenHowTo is trained on, and those it is
   * measured on. A rehearsal leaves the test categories alone.
   */
  public List<Category> asked() {
    return categories().stream()
        .filter(category -> !heldOut(category) || unseen().contains(category))
        .toList();
  }

  /** The categories GenHowTo is trained on. */
  public List<Category> seen() {
    return categories().stream().filter(category -> !heldOut(category)).toList();
  }

  /** Whether GenHowTo is never trained on it; a sibling of the same family is seen. */
  public boolean heldOut(Category category) {
    return unseen().contains(category) || (purpose == Purpose.REHEARSAL && TEST.contains(category));
  }

  /** The categories GenHowTo never sees in training and is measured on. */
  public List<Category> unseen() {
    return switch (edition) {
      case FIRST -> FIRST_TEST;
      case SECOND -> purpose == Purpose.REHEARSAL ? DEVELOPMENT : TEST;
    };
  }

  /**
   * Seen categories to measure beside the unseen ones: each is of the family of the held-out one at
   * its place.
   */
  public List<Category> siblings() {
    return switch (edition) {
      case FIRST -> FIRST_SIBLINGS;
      case SECOND -> purpose == Purpose.REHEARSAL ? DEVELOPMENT_SIBLINGS : TEST_SIBLINGS;
    };
  }
}
