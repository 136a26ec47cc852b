package org.genhowto.launcher.letters;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.runtime.topic.LetterEntry;

/**
 * The newest of many letters as rows of a terminal, newest last, and the count of all of them by
 * state and by reason.
 */
public final class LetterTable {
  private static final int WIDEST = 200;

  /** Different reasons that are told apart; what is beyond is counted as others. */
  private static final int REASONS = 1000;

  private static final int REASONS_SHOWN = 10;
  private static final String OTHERS = "others";
  private static final String ROW = "%-17s %8s %-12s %-19s %-20s %5s  %s%n";
  private static final int FIXED = 17 + 1 + 8 + 1 + 12 + 1 + 19 + 1 + 20 + 1 + 5 + 2;
  private static final int NARROWEST = FIXED + 20;

  private final int limit;
  private final PriorityQueue<LetterEntry> newest =
      new PriorityQueue<>(Comparator.comparing(entry -> entry.letter().time()));
  private final Map<LetterStatus, Long> states = new EnumMap<>(LetterStatus.class);
  private final Map<String, Long> reasons = new HashMap<>();
  private long all;

  /**
   * @param limit how many rows there are at most
   */
  public LetterTable(int limit) {
    this.limit = limit;
  }

  public void add(LetterEntry entry) {
    all++;
    states.merge(entry.status(), 1L, Long::sum);
    String reason = reason(entry.letter()).replaceAll("[0-9]+", "#");
    reasons.merge(
        reasons.containsKey(reason) || reasons.size() < REASONS ? reason : OTHERS, 1L, Long::sum);
    newest.add(entry);
    if (newest.size() > limit) {
      newest.remove();
    }
  }

  /** The newest ones, newest last. */
  public List<LetterEntry> newest() {
    return newest.stream().sorted(newest.comparator()).toList();
  }

  public void print(PrintWriter out) {
    if (all == 0) {
      out.println("no dead letters");
      return;
    }
    int width = width();
    out.printf(ROW, "worker", "position", "state", "last failure", "key", "tries", "reason");
    List<LetterEntry> rows = newest();
    rows.forEach(entry -> print(out, entry, width));
    out.println();
    out.printf(
        "%d dead letters: %s%s%n",
        all,
        states.entrySet().stream()
            .map(state -> state.getValue() + " " + state.getKey().word())
            .collect(Collectors.joining(", ")),
        rows.size() < all ? "; the newest %d are shown (--limit)".formatted(rows.size()) : "");
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(REASONS_SHOWN)
        .forEach(
            reason ->
                out.printf(
                    "%8d  %s%n", reason.getValue(), LetterTexts.line(reason.getKey(), width - 10)));
  }

  private static void print(PrintWriter out, LetterEntry entry, int width) {
    DeadLetter letter = entry.letter();
    out.printf(
        ROW,
        LetterTexts.line(letter.worker(), 17),
        letter.position(),
        entry.status().word(),
        letter.time().toString().substring(0, 19),
        LetterTexts.line(letter.key().orElse("-"), 20),
        letter.attempts(),
        LetterTexts.line(reason(letter), width - FIXED));
  }

  /** Exception and message, without the package that the exception is in. */
  static String reason(DeadLetter letter) {
    String exception = letter.reason().exception();
    return exception.substring(exception.lastIndexOf('.') + 1) + ": " + letter.reason().message();
  }

  /** Columns of the terminal, as far as its shell tells. */
  private static int width() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    int told = columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : 0;
    return told == 0 ? 120 : Math.max(NARROWEST, Math.min(WIDEST, told));
  }
}
