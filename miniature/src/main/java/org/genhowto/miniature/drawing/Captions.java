package org.genhowto.miniature.drawing;

import java.util.List;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Tint;

/** The sentences people would write under pictures of the miniature world. */
public final class Captions {
  private Captions() {}

  /** Every wording for a picture of that scene in that phase. */
  public static List<String> of(Scene scene, Phase phase) {
    return of(scene.category(), scene.tint(), scene.outcome(), phase);
  }

  public static List<String> of(Category category, Tint tint, ChangeResult outcome, Phase phase) {
    var object =
        category.tints().size() > 1 ? tint.word() + " " + category.word() : category.word();
    return category.family().wordings(phase).stream()
        .map(pattern -> pattern.replace("%c", object).replace("%o", outcome.word()))
        .map(Captions::withArticle)
        .toList();
  }

  /** Writes "an" before a vowel. */
  private static String withArticle(String sentence) {
    return sentence.replaceAll("\\ba (?=[aeio])", "an ").replaceAll("\\ba (?=un)", "an ");
  }
}
