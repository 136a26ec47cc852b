package org.genhowto.miniature.world;

import java.util.List;

/** What a picture shows: something that changes, before, during or after a step of its change. */
public record Meaning(Category category, Sight sight) {

  /** What a phase of the whole change means. */
  public static Meaning of(Category category, Phase phase) {
    return new Meaning(category, category.family().whole(phase));
  }

  /** Everything that pictures of some categories can mean, in their order. */
  public static List<Meaning> all(List<Category> categories) {
    return categories.stream()
        .flatMap(category -> category.family().sights().stream().map(s -> new Meaning(category, s)))
        .toList();
  }
}
