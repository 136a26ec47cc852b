package org.genhowto.runtime.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;

/**
 * The exact sums over all ids of a kind, without their stories. Entries of an id come in the order
 * of their partition: a later one of a stage takes the place of an earlier one.
 */
final class LedgerTotals {
  /** What a cell can tell apart; reasons are fixed words, so that there are never as many. */
  private static final int MOST_WORDS = 255;

  private final LedgerKind kind;
  private final LedgerIndex index = new LedgerIndex();
  private final Map<String, Integer> columns = new HashMap<>();

  /** What the values of a column mean, from 1. */
  private final List<List<LedgerRow>> words = new ArrayList<>();

  private final Map<LedgerRow, Long> rows = new HashMap<>();
  private final Map<LedgerStanding, Long> standings = new EnumMap<>(LedgerStanding.class);

  LedgerTotals(LedgerKind kind) {
    this.kind = kind;
  }

  /** Whether an id was heard of before. */
  boolean knows(String id) {
    return index.contains(id);
  }

  /** Takes in an entry; returns how its id stands now. */
  LedgerStanding add(LedgerEntry entry) {
    boolean known = index.contains(entry.getId());
    int column = column(entry);
    int row = index.row(entry.getId());
    if (known) {
      standings.merge(standing(row), -1L, Long::sum);
    }
    int before = index.cell(row, column);
    if (before > 0) {
      rows.merge(words.get(column).get(before - 1), -1L, Long::sum);
    }
    int now = word(column, LedgerRow.of(entry));
    index.put(row, column, now);
    rows.merge(words.get(column).get(now - 1), 1L, Long::sum);
    LedgerStanding standing = standing(row);
    standings.merge(standing, 1L, Long::sum);
    return standing;
  }

  LedgerSummary summary() {
    return new LedgerSummary(index.size(), standings, LedgerRow.summed(rows));
  }

  private LedgerStanding standing(int row) {
    List<LedgerStanding.Word> said = new ArrayList<>();
    for (int column = 0; column < words.size(); column++) {
      int value = index.cell(row, column);
      if (value > 0) {
        said.add(words.get(column).get(value - 1).word());
      }
    }
    return LedgerStanding.of(kind, said);
  }

  /** A stage has a column, and its repeats have another one. */
  private int column(LedgerEntry entry) {
    String key = Ledger.key(entry);
    return columns.computeIfAbsent(
        key.substring(key.indexOf('/')),
        stage -> {
          words.add(new ArrayList<>());
          return index.addColumn();
        });
  }

  private int word(int column, LedgerRow said) {
    List<LedgerRow> known = words.get(column);
    int found = known.indexOf(said);
    if (found < 0 && known.size() < MOST_WORDS - LedgerOutcome.values().length) {
      known.add(said);
      return known.size();
    }
    if (found < 0) {
      LedgerRow other = new LedgerRow(said.rank(), said.stage(), said.outcome(), "other");
      found = known.indexOf(other);
      if (found < 0) {
        known.add(other);
        return known.size();
      }
    }
    return found + 1;
  }
}
