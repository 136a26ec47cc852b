package org.genhowto.miniature.world;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which world is meant: what there is in it, and what its stock pictures are like. */
public enum Edition {
  /** Eighteen categories; stock pictures show all phases alike, with exact captions. */
  FIRST(18),

  /**
   * Thirty categories, some changed in two steps; stock pictures are mostly stills of things as
   * they are sold, with loose captions.
   */
  SECOND(30);

  private final int categories;

  Edition(int categories) {
    this.categories = categories;
  }

  /** The edition that the repository's weights were trained in, and the demo shows. */
  public static Edition committed() {
    return FIRST;
  }

  /** All that changes in videos. */
  public List<Category> categories() {
    return Arrays.asList(Category.values()).subList(0, categories);
  }

  /** The name commands use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The edition of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Edition named(String word) {
    return Arrays.stream(values())
        .filter(edition -> edition.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The edition is '%s', expected one of %s"
                        .formatted(word, Arrays.stream(values()).map(Edition::word).toList())));
  }
}
