package org.genhowto.launcher.ledger;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerStory;
import org.genhowto.runtime.ledger.LedgerSummary;
import org.genhowto.runtime.ledger.LedgerViews;
import org.genhowto.schemas.LedgerEntry;

/** Stories and sums as lines of text. */
public final class LedgerText {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final ZoneId zone;

  public LedgerText(ZoneId zone) {
    this.zone = zone;
  }

  /** A story: its end first, then what happened, in order. */
  public List<String> story(LedgerStory story) {
    List<String> lines = new ArrayList<>();
    lines.add(line(story, story.standing()));
    for (LedgerEntry entry : story.entries()) {
      lines.add(
          "  %s  %-18s %s"
              .formatted(
                  TIME.format(Instant.ofEpochMilli(entry.getTime()).atZone(zone)),
                  entry.getStage(),
                  entry.getTopic().isEmpty() ? entry.getItem() : said(entry))
              .stripTrailing());
      origin(entry).ifPresent(origin -> lines.add("  " + " ".repeat(40) + origin));
    }
    return lines;
  }

  /** A story in one line: how it stands, and why. */
  public String line(LedgerStory story, LedgerStanding standing) {
    String category = story.category().isEmpty() ? "" : " (" + story.category() + ")";
    String why =
        story
            .decisive()
            .map(
                entry ->
                    entry.getTopic().isEmpty()
                        ? entry.getStage()
                        : "at " + entry.getStage() + because(entry))
            .orElse("");
    return "%s%s: %s %s".formatted(story.id(), category, standing.spelling(), why).stripTrailing();
  }

  /** The sums, by standing and by stage. */
  public List<String> summary(String title, LedgerSummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add(title + ": " + summary.equation());
    for (LedgerSummary.Row row : summary.rows()) {
      lines.add(
          "  %-18s %-10s %-24s %8d"
              .formatted(
                  row.stage(), LedgerViews.spelling(row.outcome()), row.reason(), row.count()));
    }
    lines.add(summary.balances() ? "  the sums balance" : "  THE SUMS DO NOT BALANCE");
    return lines;
  }

  private static String said(LedgerEntry entry) {
    return LedgerViews.spelling(entry.getOutcome())
        + because(entry)
        + (entry.getOutputs().isEmpty() ? "" : "  " + String.join(" ", entry.getOutputs()));
  }

  /** Reason, sentence and scores, as far as there are any. */
  private static String because(LedgerEntry entry) {
    StringBuilder text = new StringBuilder();
    if (!entry.getReason().isEmpty()) {
      text.append(": ").append(entry.getReason());
    }
    if (!entry.getSentence().isEmpty()) {
      text.append(" - ").append(entry.getSentence());
    }
    if (!entry.getScores().isEmpty()) {
      text.append(" [").append(scores(entry.getScores())).append(']');
    }
    return text.toString();
  }

  /** Such as "confidence 0.027, votes 1". */
  public static String scores(Map<String, Double> scores) {
    return new TreeMap<>(scores)
        .entrySet().stream()
            .map(score -> score.getKey() + " " + number(score.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private static Optional<String> origin(LedgerEntry entry) {
    if (entry.getTopic().isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text =
        new StringBuilder("from %s %s".formatted(entry.getTopic(), entry.getPlace()));
    text.append(", attempt ").append(entry.getAttempt());
    if (!entry.getInstance().isEmpty()) {
      text.append(", on ").append(entry.getInstance());
    }
    if (!entry.getItem().isEmpty()) {
      text.append(", ").append(entry.getItem());
    }
    if (!entry.getTraceparent().isEmpty()) {
      text.append(", trace ").append(entry.getTraceparent());
    }
    return Optional.of(text.toString());
  }
}
