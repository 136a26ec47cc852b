package org.genhowto.runtime.ledger;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;

/**
 * The whole ledger in memory, some kilobytes a story: for commands and tests. What runs for years
 * keeps {@link LedgerState} instead. Entries may come in any order, and any number of times.
 */
public final class LedgerFold implements LedgerReader.Sink {
  private final Map<LedgerKind, Map<String, LedgerStory>> stories = new EnumMap<>(LedgerKind.class);

  /**
   * Takes in an entry.
   *
   * @param offset its offset; all entries of an id stand in one partition
   */
  @Override
  public void add(LedgerEntry entry, long offset) {
    stories
        .computeIfAbsent(entry.getKind(), kind -> new TreeMap<>())
        .compute(
            entry.getId(),
            (id, story) ->
                (story == null ? LedgerStory.begun(entry.getKind(), id) : story)
                    .with(entry, offset));
  }

  public Optional<LedgerStory> story(LedgerKind kind, String id) {
    return Optional.ofNullable(of(kind).get(id));
  }

  /** The stories of a kind, by id. */
  public Collection<LedgerStory> stories(LedgerKind kind) {
    return Collections.unmodifiableCollection(of(kind).values());
  }

  public LedgerSummary summary(LedgerKind kind) {
    Map<LedgerStanding, Long> standings = new EnumMap<>(LedgerStanding.class);
    Map<LedgerRow, Long> rows = new HashMap<>();
    for (LedgerStory story : of(kind).values()) {
      standings.merge(story.standing(), 1L, Long::sum);
      story.entries().forEach(entry -> rows.merge(LedgerRow.of(entry), 1L, Long::sum));
    }
    return new LedgerSummary(of(kind).size(), standings, LedgerRow.summed(rows));
  }

  private Map<String, LedgerStory> of(LedgerKind kind) {
    return stories.getOrDefault(kind, Map.of());
  }
}
