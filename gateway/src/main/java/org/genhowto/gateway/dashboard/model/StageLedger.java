package org.genhowto.gateway.dashboard.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;

/**
 * What every stage has done, whichever process it ran in, as the ledger says: how much and how fast
 * of late, and how long an input took from the stage before (waiting and work together).
 */
final class StageLedger {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WHILE = Duration.ofMinutes(5);
  private static final int IDS = 20_000;
  private static final int STAGES = 100;
  private static final int TIMES = 512;

  private final Map<String, Stage> stages = new TreeMap<>();

  /** When each video or request was last heard of. */
  private final Newest<Long> last = new Newest<>(IDS);

  private static final class Stage {
    final RecentCounts recent = new RecentCounts();
    final Map<String, Long> outcomes = new TreeMap<>();
    final long[] times = new long[TIMES];
    long timed;
  }

  /** Notes that a video or request has come in, before any stage. */
  void begun(LedgerKind kind, String id, long time) {
    last.putIfAbsent(kind + ":" + id, time);
  }

  void add(LedgerEntry entry) {
    if (!stages.containsKey(entry.getStage()) && stages.size() >= STAGES) {
      return; // No stages of ours are left by then.
    }
    Stage stage = stages.computeIfAbsent(entry.getStage(), any -> new Stage());
    stage.recent.add(entry.getTime());
    stage.outcomes.merge(spelling(entry.getOutcome()), 1L, Long::sum);
    String key = entry.getKind() + ":" + entry.getId();
    Long before = last.get(key);
    if (before != null && entry.getTime() >= before) {
      stage.times[(int) (stage.timed++ % TIMES)] = entry.getTime() - before;
    }
    last.renew(key, entry.getTime());
  }

  /** Rows by stage; times in milliseconds, of the newest {@value #TIMES} inputs. */
  Map<String, Object> rows(long now) {
    Map<String, Object> rows = new LinkedHashMap<>();
    stages.forEach(
        (name, stage) -> {
          int known = (int) Math.min(TIMES, stage.timed);
          long[] sorted = Arrays.copyOf(stage.times, known);
          Arrays.sort(sorted);
          rows.put(
              name,
              new View()
                  .and("hour", stage.recent.within(HOUR, now))
                  .and("rate", stage.recent.within(WHILE, now) / (double) WHILE.toMinutes())
                  .and("outcomes", Map.copyOf(stage.outcomes))
                  .and("through50", known == 0 ? null : sorted[(known - 1) / 2])
                  .and("through95", known == 0 ? null : sorted[(int) ((known - 1) * 0.95)])
                  .map());
        });
    return rows;
  }

  private static String spelling(LedgerOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
