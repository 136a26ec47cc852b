package org.genhowto.launcher.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a stage made when it ran again, beside what stands.
 *
 * @param shadow topic that has what it made
 * @param inputs videos or triplets it worked on
 * @param counts of them: same, near (moments within two seconds), changed, added (nothing stood),
 *     gone (nothing comes any more), neither, failed
 * @param reasons why nothing came, by how often
 * @param before means of what stands, by measure, over what has one
 * @param after the same of what was made
 * @param changes those that are not the same, by id
 */
record Comparison(
    String stage,
    String shadow,
    int inputs,
    Map<String, Integer> counts,
    Map<String, Integer> reasons,
    Map<String, Double> before,
    Map<String, Double> after,
    List<Change> changes) {
  private static final int SHOWN = 20;
  static final List<String> KINDS =
      List.of("same", "near", "changed", "added", "gone", "neither", "failed");

  /**
   * One that is not the same.
   *
   * @param kind as in the counts
   * @param before what stands; null where nothing does
   * @param after what was made, or why nothing was
   */
  record Change(String id, String kind, @Nullable String before, String after) {}

  /** For people: counts, means, and the first changes. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %d inputs; what it made is in %s".formatted(stage, inputs, shadow));
    KINDS.forEach(kind -> lines.add("  %-8s %d".formatted(kind, counts.getOrDefault(kind, 0))));
    if (!reasons.isEmpty()) {
      lines.add("nothing came of: " + reasons);
    }
    Map<String, Double> all = new TreeMap<>(before);
    all.putAll(after);
    if (!all.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "%-24s %10s %10s", "mean", "stands", "made"));
    }
    for (String measure : all.keySet()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-24s %10s %10s",
              measure,
              number(before.get(measure)),
              number(after.get(measure))));
    }
    changes.stream()
        .limit(SHOWN)
        .forEach(
            one ->
                lines.add(
                    "%s %s: %s -> %s"
                        .formatted(
                            one.kind(),
                            one.id(),
                            one.before() == null ? "nothing" : one.before(),
                            one.after())));
    if (changes.size() > SHOWN) {
      lines.add("and %d more; --out FILE has all".formatted(changes.size() - SHOWN));
    }
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
