package org.genhowto.runtime.ledger;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.genhowto.schemas.LedgerOutcome;

/**
 * The sums of the ledger for one kind.
 *
 * @param known ids that the ledger has heard of
 * @param standings how many of them stand where; every standing is there
 * @param rows how many stand at each stage with which outcome, in the order of the journey
 */
public record LedgerSummary(long known, Map<LedgerStanding, Long> standings, List<Row> rows) {

  /** So many ids have this outcome at this stage. */
  public record Row(String stage, LedgerOutcome outcome, String reason, long count) {}

  public LedgerSummary {
    Map<LedgerStanding, Long> all = new EnumMap<>(LedgerStanding.class);
    for (LedgerStanding standing : LedgerStanding.values()) {
      all.put(standing, standings.getOrDefault(standing, 0L));
    }
    standings = Collections.unmodifiableMap(all);
    rows = List.copyOf(rows);
  }

  public long of(LedgerStanding standing) {
    return standings.getOrDefault(standing, 0L);
  }

  /** Whether every id stands somewhere, and only there. */
  public boolean balances() {
    return standings.values().stream().mapToLong(Long::longValue).sum() == known;
  }

  /** Such as "12 = 1 open + 8 done + 3 skipped"; standings that nobody has are left out. */
  public String equation() {
    String sum =
        standings.entrySet().stream()
            .filter(entry -> entry.getValue() != 0)
            .map(entry -> entry.getValue() + " " + entry.getKey().spelling())
            .collect(Collectors.joining(" + "));
    return "%d %s %s".formatted(known, balances() ? "=" : "is not", sum.isEmpty() ? "0" : sum);
  }
}
