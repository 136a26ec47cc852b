package org.genhowto.launcher.chaos;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to.
 *
 * @param counts records that were seen at the end, by what they are
 * @param doubled ids with more than one end
 * @param lost ids without an end
 * @param good ids of good inputs among the dead letters
 * @param poison what became of each poisoned record, by its name
 * @param otherwise all else that breaks a promise
 * @param ownExits processes that ended though no fault met them; they were started again
 */
@JsonPropertyOrder({"seed", "minutes", "holds"})
public record Verdict(
    long seed,
    double minutes,
    Map<String, Integer> faults,
    Map<String, Long> counts,
    List<String> doubled,
    List<String> lost,
    List<String> good,
    Map<String, String> poison,
    List<String> otherwise,
    List<String> ownExits,
    Map<String, Recoveries.Summary> recoverySeconds,
    Map<String, Recoveries.Summary> startCpuSeconds,
    String folder) {

  public Verdict {
    faults = new TreeMap<>(faults);
    counts = new TreeMap<>(counts);
    poison = new TreeMap<>(poison);
  }

  /** Whether everything that is promised was kept. */
  public boolean holds() {
    return doubled.isEmpty() && lost.isEmpty() && good.isEmpty() && otherwise.isEmpty();
  }

  /** As a user reads it at the end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "seed", Long.toString(seed));
    line(text, "minutes", String.format(Locale.ROOT, "%.1f", minutes));
    faults.forEach((kind, n) -> line(text, "fault " + kind, Integer.toString(n)));
    counts.forEach((what, n) -> line(text, what, Long.toString(n)));
    line(text, "doubled", Integer.toString(doubled.size()));
    line(text, "lost", Integer.toString(lost.size()));
    line(text, "good in dead letters", Integer.toString(good.size()));
    line(text, "other promises broken", Integer.toString(otherwise.size()));
    line(text, "ended by themselves", Integer.toString(ownExits.size()));
    summaries(text, "recovery", "s", recoverySeconds);
    summaries(text, "start", "CPU s", startCpuSeconds);
    ids(text, "DOUBLED", doubled);
    ids(text, "LOST", lost);
    ids(text, "GOOD INPUT IN DEAD LETTERS", good);
    ids(text, "BROKEN", otherwise);
    ids(text, "ended by itself", ownExits);
    text.append(
        holds()
            ? "every promise was kept\n"
            : "PROMISES WERE BROKEN; logs and data are in %s%n".formatted(folder));
    return text.toString();
  }

  private static void summaries(
      StringBuilder text, String what, String unit, Map<String, Recoveries.Summary> summaries) {
    summaries.forEach(
        (name, summary) ->
            line(
                text,
                what + " " + name,
                String.format(
                    Locale.ROOT,
                    "%.1f / %.1f / %.1f %s (p50 / p95 / max of %d)",
                    summary.median(),
                    summary.p95(),
                    summary.max(),
                    unit,
                    summary.count())));
  }

  private static void ids(StringBuilder text, String what, List<String> ids) {
    ids.forEach(id -> text.append(what).append(": ").append(id).append('\n'));
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append(String.format(Locale.ROOT, "  %-34s %s%n", what, value));
  }
}
