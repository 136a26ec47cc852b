package org.genhowto.launcher.demo;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.launcher.ledger.LedgerText;
import org.genhowto.runtime.ledger.LedgerFold;
import org.genhowto.runtime.ledger.LedgerLookup;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerStory;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.LedgerKind;

/**
 * What became of every video and request of a demo.
 *
 * @param sums where they are, and whether that adds up
 * @param lines each video that came to no good end, and why
 * @param dropped the same as cells: video, category, end, stage, reason, scores
 */
public record DemoLedger(String sums, List<String> lines, List<List<String>> dropped) {
  public DemoLedger {
    lines = List.copyOf(lines);
    dropped = List.copyOf(dropped);
  }

  /** What the ledger holds now. */
  public static DemoLedger of(Platform platform) {
    LedgerFold fold = new LedgerFold();
    new LedgerLookup(platform).all(fold);
    return of(fold);
  }

  static DemoLedger of(LedgerFold fold) {
    LedgerText text = new LedgerText(ZoneId.systemDefault());
    List<String> sums = new ArrayList<>(text.summary("videos", fold.summary(LedgerKind.VIDEO)));
    sums.addAll(text.summary("requests", fold.summary(LedgerKind.REQUEST)));
    List<String> lines = new ArrayList<>();
    List<List<String>> dropped = new ArrayList<>();
    for (LedgerStory story : fold.stories(LedgerKind.VIDEO)) {
      LedgerStanding standing = story.standing();
      if (standing.ended() && standing != LedgerStanding.DONE) {
        lines.add(text.line(story, standing));
        dropped.add(cells(story, standing));
      }
    }
    return new DemoLedger(String.join("\n", sums), lines, dropped);
  }

  /** As a user reads it at the end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    sums.lines().forEach(line -> text.append("  ").append(line).append(System.lineSeparator()));
    lines.forEach(line -> text.append("  ").append(line).append(System.lineSeparator()));
    return text.toString();
  }

  private static List<String> cells(LedgerStory story, LedgerStanding standing) {
    List<String> cells = new ArrayList<>(List.of(story.id(), story.category()));
    cells.add(standing.spelling());
    story
        .decisive()
        .ifPresent(
            entry -> {
              cells.add(entry.getStage());
              String colon = entry.getSentence().isEmpty() ? "" : ": ";
              cells.add(entry.getReason() + colon + entry.getSentence());
              cells.add(LedgerText.scores(entry.getScores()));
            });
    return cells;
  }
}
