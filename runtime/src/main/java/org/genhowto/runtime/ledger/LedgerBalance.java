package org.genhowto.runtime.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;

/**
 * Compares what was sent with what the ledger says of it. It is told every entry, in any order and
 * as often as one likes; its memory grows with their number, so it is for tests and for looking
 * into things.
 */
public final class LedgerBalance implements LedgerReader.Sink {
  private final LedgerFold fold = new LedgerFold();

  /** Offsets of the entries that settle one input at one stage. */
  private final Map<String, Set<Long>> settled = new HashMap<>();

  /**
   * What is wrong; all empty where the ledger balances.
   *
   * @param missing sent, but the ledger has never heard of them
   * @param open sent, and without an end
   * @param strangers in the ledger, and never sent
   * @param doubled inputs, as stage and place, that a stage settled more than once
   */
  public record Findings(
      Set<String> missing, Set<String> open, Set<String> strangers, Set<String> doubled) {

    public boolean balanced() {
      return missing.isEmpty() && open.isEmpty() && strangers.isEmpty() && doubled.isEmpty();
    }

    /** One line for each kind of finding; "the ledger balances" where there is none. */
    @Override
    public String toString() {
      List<String> lines = new ArrayList<>();
      add(lines, "missing from the ledger", missing);
      add(lines, "without an end", open);
      add(lines, "never sent", strangers);
      add(lines, "settled more than once", doubled);
      return lines.isEmpty() ? "the ledger balances" : String.join("\n", lines);
    }

    private static void add(List<String> lines, String what, Set<String> ids) {
      if (!ids.isEmpty()) {
        lines.add("%d %s: %s".formatted(ids.size(), what, String.join(", ", ids)));
      }
    }
  }

  /** Takes in an entry; where a partition's entries are read again, nothing changes. */
  @Override
  public void add(LedgerEntry entry, long offset) {
    fold.add(entry, offset);
    // Of what came of no record, such as a sample that a version leaves out, it is told at will.
    if (entry.getPlace().contains("@")) {
      settled
          .computeIfAbsent(
              "%s %s-%s".formatted(entry.getStage(), entry.getTopic(), entry.getPlace()),
              key -> new HashSet<>())
          .add(offset);
    }
  }

  /** The stories that were taken in. */
  public LedgerFold fold() {
    return fold;
  }

  /** Compares with the ids that were sent of a kind; records are not sent under an id. */
  public Findings compare(LedgerKind kind, Collection<String> sent) {
    Set<String> missing = new TreeSet<>();
    Set<String> open = new TreeSet<>();
    for (String id : sent) {
      fold.story(kind, id)
          .ifPresentOrElse(
              story -> {
                if (!story.standing().ended()) {
                  open.add(id);
                }
              },
              () -> missing.add(id));
    }
    Set<String> strangers = new TreeSet<>();
    fold.stories(kind).forEach(story -> strangers.add(story.id()));
    strangers.removeAll(new HashSet<>(sent));
    Set<String> doubled = new TreeSet<>();
    settled.forEach(
        (input, offsets) -> {
          if (offsets.size() > 1) {
            doubled.add(input);
          }
        });
    return new Findings(missing, open, strangers, doubled);
  }
}
