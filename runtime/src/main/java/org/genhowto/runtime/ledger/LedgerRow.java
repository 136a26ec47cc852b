package org.genhowto.runtime.ledger;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerOutcome;

/**
 * What is summed up: a stage, its place in the journey, what it said.
 *
 * @param rank place of the stage's input in the journey
 */
record LedgerRow(int rank, String stage, LedgerOutcome outcome, String reason) {
  private static final Comparator<LedgerRow> IN_ORDER =
      Comparator.comparingInt(LedgerRow::rank)
          .thenComparing(LedgerRow::stage)
          .thenComparing(LedgerRow::outcome)
          .thenComparing(LedgerRow::reason);

  static LedgerRow of(LedgerEntry entry) {
    return new LedgerRow(
        LedgerStanding.rank(entry.getTopic()),
        entry.getStage(),
        entry.getOutcome(),
        entry.getReason());
  }

  LedgerStanding.Word word() {
    return new LedgerStanding.Word(rank, outcome);
  }

  static List<LedgerSummary.Row> summed(Map<LedgerRow, Long> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() != 0)
        .sorted(Map.Entry.comparingByKey(IN_ORDER))
        .map(
            entry ->
                new LedgerSummary.Row(
                    entry.getKey().stage(),
                    entry.getKey().outcome(),
                    entry.getKey().reason(),
                    entry.getValue()))
        .toList();
  }
}
