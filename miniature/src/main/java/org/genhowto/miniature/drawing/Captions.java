package org.genhowto.miniature.drawing;

import java.util.List;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Sight;
import org.genhowto.miniature.world.Tint;

/** The sentences people would write under pictures of the miniature world. */
public final class Captions {
  private Captions() {}

  /** Every wording for a picture of that scene in that phase of its whole change. */
  public static List<String> of(Scene scene, Phase phase) {
    return of(scene, scene.category().family().whole(phase));
  }

  /** Every wording for a picture of what is seen of that scene. */
  public static List<String> of(Scene scene, Sight sight) {
    return of(scene.category(), scene.tint(), scene.outcome(), sight);
  }

  /** The same in a phase of the whole change. */
  public static List<String> of(Category category, Tint tint, ChangeResult outcome, Phase phase) {
    return of(category, tint, outcome, category.family().whole(phase));
  }

  public static List<String> of(Category category, Tint tint, ChangeResult outcome, Sight sight) {
    var object = object(category, tint);
    return category.family().wordings(sight).stream()
        .map(pattern -> pattern.replace("%c", object).replace("%o", outcome.word()))
        .map(Captions::withArticle)
        .toList();
  }

  /** The object with its colour, where it comes in several. */
  public static String object(Category category, Tint tint) {
    return category.tints().size() > 1 ? tint.word() + " " + category.word() : category.word();
  }

  /** Writes "an" before a vowel. */
  public static String withArticle(String sentence) {
    return sentence.replaceAll("\\ba (?=[aeio])", "an ").replaceAll("\\ba (?=u[nm])", "an ");
  }
}
