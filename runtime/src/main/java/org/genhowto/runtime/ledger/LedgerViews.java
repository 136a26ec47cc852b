package org.genhowto.runtime.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerOutcome;

/** The ledger as plain maps and lists, which become JSON. */
public final class LedgerViews {
  private LedgerViews() {}

  /** A story with all its entries, in the order of the journey. */
  public static Map<String, Object> story(LedgerStory story) {
    Map<String, Object> view = line(story, story.standing());
    view.put("stages", story.entries().stream().map(LedgerViews::entry).toList());
    return view;
  }

  /**
   * A story in short: how it stands, and the stage that says so.
   *
   * @param standing as the sums have it, which know more than a story that is held by half
   */
  public static Map<String, Object> line(LedgerStory story, LedgerStanding standing) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", story.id());
    view.put("state", standing.spelling());
    put(view, "category", story.category());
    story
        .decisive()
        .ifPresent(
            entry -> {
              view.put("stage", entry.getStage());
              put(view, "reason", entry.getReason());
              put(view, "sentence", entry.getSentence());
              if (!entry.getScores().isEmpty()) {
                view.put("scores", new TreeMap<>(entry.getScores()));
              }
              put(view, "outputs", entry.getOutputs());
            });
    view.put("changedAt", Instant.ofEpochMilli(story.changed()).toString());
    return view;
  }

  public static Map<String, Object> summary(LedgerSummary summary) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("known", summary.known());
    Map<String, Long> states = new LinkedHashMap<>();
    summary.standings().forEach((standing, count) -> states.put(standing.spelling(), count));
    view.put("states", states);
    view.put("balances", summary.balances());
    view.put("stages", summary.rows().stream().map(LedgerViews::row).toList());
    return view;
  }

  /** An outcome as people read it. */
  public static String spelling(LedgerOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> row(LedgerSummary.Row row) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("stage", row.stage());
    view.put("outcome", spelling(row.outcome()));
    put(view, "reason", row.reason());
    view.put("count", row.count());
    return view;
  }

  private static Map<String, Object> entry(LedgerEntry entry) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("stage", entry.getStage());
    view.put("outcome", spelling(entry.getOutcome()));
    put(view, "reason", entry.getReason());
    put(view, "sentence", entry.getSentence());
    if (!entry.getScores().isEmpty()) {
      view.put("scores", new TreeMap<>(entry.getScores()));
    }
    put(view, "outputs", entry.getOutputs());
    put(view, "item", entry.getItem());
    view.put("at", Instant.ofEpochMilli(entry.getTime()).toString());
    put(view, "instance", entry.getInstance());
    view.put("attempt", entry.getAttempt());
    put(view, "topic", entry.getTopic());
    put(view, "place", entry.getPlace());
    put(view, "messageId", entry.getMessageId());
    put(view, "traceparent", entry.getTraceparent());
    return view;
  }

  private static void put(Map<String, Object> view, String name, String text) {
    if (!text.isEmpty()) {
      view.put(name, text);
    }
  }

  private static void put(Map<String, Object> view, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      view.put(name, texts);
    }
  }
}
