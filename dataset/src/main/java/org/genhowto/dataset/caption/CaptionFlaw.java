package org.genhowto.dataset.caption;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the words of a sample's captions show to be wrong with them. Captions are taken as English;
 * what is a matter of the picture only CLIP can tell.
 */
public enum CaptionFlaw {
  /** A caption has no word. */
  EMPTY,
  /** A caption has one word only. */
  SHORT,
  /** A caption has more than 15 words, as those have that read out what stands on the screen. */
  OVERLONG,
  /** One to three words stand three times in a row, or fewer than half of six words are others. */
  REPETITIVE,
  /** Action and final state have the same caption. */
  ALIKE,
  /** The caption of the action names neither a person nor a part of one. */
  PERSON_MISSING,
  /** No caption names a thing that the category is called after. */
  OBJECT_MISSING;

  /** What stands in the place of flaws where there are none. */
  public static final String NONE = "none";

  private static final int MOST_WORDS = 15;
  private static final int LONGEST_REPEAT = 3;
  private static final int REPEATS = 3;
  private static final int FEWEST_TO_COUNT = 6;

  /** Shorter words of a category, such as in, are no things. */
  private static final int SHORTEST_NAME = 3;

  private static final Set<String> PERSONS =
      Set.of(
          "person",
          "persons",
          "people",
          "someone",
          "somebody",
          "man",
          "men",
          "woman",
          "women",
          "boy",
          "girl",
          "child",
          "chef",
          "cook",
          "baker",
          "worker",
          "hand",
          "hands",
          "finger",
          "fingers",
          "arm",
          "arms",
          "he",
          "she",
          "his",
          "her",
          "they",
          "their");

  /** As it stands in a sample's JSON, such as person-missing. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Those of a sample.
   *
   * @param category that its video shows
   */
  public static Set<CaptionFlaw> of(String category, String actionCaption, String finalCaption) {
    List<String> action = words(actionCaption);
    List<String> last = words(finalCaption);
    Set<CaptionFlaw> flaws = EnumSet.noneOf(CaptionFlaw.class);
    for (List<String> words : List.of(action, last)) {
      if (words.isEmpty()) {
        flaws.add(EMPTY);
      } else if (words.size() == 1) {
        flaws.add(SHORT);
      } else if (words.size() > MOST_WORDS) {
        flaws.add(OVERLONG);
      }
      if (isRepetitive(words)) {
        flaws.add(REPETITIVE);
      }
    }
    if (action.equals(last)) {
      flaws.add(ALIKE);
    }
    if (action.stream().noneMatch(PERSONS::contains)) {
      flaws.add(PERSON_MISSING);
    }
    if (!names(action, category) && !names(last, category)) {
      flaws.add(OBJECT_MISSING);
    }
    return flaws;
  }

  private static List<String> words(String caption) {
    List<String> words =
        new ArrayList<>(
            Arrays.asList(caption.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}']+", -1)));
    words.removeIf(String::isEmpty);
    return words;
  }

  private static boolean isRepetitive(List<String> words) {
    if (words.size() >= FEWEST_TO_COUNT && 2 * new HashSet<>(words).size() < words.size()) {
      return true;
    }
    for (int length = 1; length <= LONGEST_REPEAT; length++) {
      int same = 0;
      for (int i = length; i < words.size(); i++) {
        same = words.get(i).equals(words.get(i - length)) ? same + 1 : 0;
        if (same == (REPEATS - 1) * length) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether words, in any form that begins alike, are among those of a category's name. */
  private static boolean names(List<String> words, String category) {
    return words(category.replace('_', ' ')).stream()
        .filter(name -> name.length() >= SHORTEST_NAME)
        .map(CaptionFlaw::stem)
        .anyMatch(stem -> words.stream().anyMatch(word -> word.startsWith(stem)));
  }

  /** Without what a plural adds: berries and berry both begin with berr. */
  private static String stem(String name) {
    if (name.length() <= SHORTEST_NAME) {
      return name;
    }
    return name.replaceFirst("(?<=..)(?:ies|es|s|y|e)$", "");
  }
}
