package org.genhowto.runtime.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;

/**
 * What a process that runs for years knows of the ledger: the sums of all ids, exactly, in some 40
 * bytes each, and the newest stories of every standing. Older stories are read from the topic, see
 * {@link LedgerLookup}. A story is some 4 KB.
 */
public final class LedgerState implements LedgerReader.Sink {
  private final int newest;
  private final Map<LedgerKind, LedgerTotals> totals = new EnumMap<>(LedgerKind.class);
  private final Map<LedgerKind, Map<LedgerStanding, Map<String, Held>>> held =
      new EnumMap<>(LedgerKind.class);

  /**
   * A story in memory.
   *
   * @param whole whether it was held since its first entry
   */
  private record Held(LedgerStory story, boolean whole) {}

  /**
   * @param newest stories that are held for each kind and standing
   */
  public LedgerState(int newest) {
    this.newest = newest;
    for (LedgerKind kind : LedgerKind.values()) {
      totals.put(kind, new LedgerTotals(kind));
      Map<LedgerStanding, Map<String, Held>> shelves = new EnumMap<>(LedgerStanding.class);
      for (LedgerStanding standing : LedgerStanding.values()) {
        shelves.put(standing, new LinkedHashMap<>());
      }
      held.put(kind, shelves);
    }
  }

  /** Takes in an entry; those of an id come in their order. */
  @Override
  public synchronized void add(LedgerEntry entry, long offset) {
    LedgerTotals sums = totals(entry.getKind());
    boolean known = sums.knows(entry.getId());
    LedgerStanding standing = sums.add(entry);
    Held before =
        take(entry.getKind(), entry.getId())
            .orElseGet(() -> new Held(LedgerStory.begun(entry.getKind(), entry.getId()), !known));
    Map<String, Held> shelf = shelf(entry.getKind(), standing);
    shelf.put(entry.getId(), new Held(before.story().with(entry, offset), before.whole()));
    if (shelf.size() > newest) {
      shelf.remove(shelf.keySet().iterator().next());
    }
  }

  public synchronized LedgerSummary summary(LedgerKind kind) {
    return totals(kind).summary();
  }

  /** Whether the ledger has an entry of it. */
  public synchronized boolean knows(LedgerKind kind, String id) {
    return totals(kind).knows(id);
  }

  /** A story that is held as a whole. */
  public synchronized Optional<LedgerStory> story(LedgerKind kind, String id) {
    for (LedgerStanding standing : LedgerStanding.values()) {
      Held found = shelf(kind, standing).get(id);
      if (found != null && found.whole()) {
        return Optional.of(found.story());
      }
    }
    return Optional.empty();
  }

  /**
   * The newest stories of a standing that are held, newest first. One that was forgotten and then
   * went on begins where it went on.
   */
  public synchronized List<LedgerStory> newest(LedgerKind kind, LedgerStanding standing) {
    List<LedgerStory> stories = new ArrayList<>();
    shelf(kind, standing).values().forEach(one -> stories.add(one.story()));
    Collections.reverse(stories);
    return stories;
  }

  private Optional<Held> take(LedgerKind kind, String id) {
    for (LedgerStanding standing : LedgerStanding.values()) {
      Held found = shelf(kind, standing).remove(id);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private LedgerTotals totals(LedgerKind kind) {
    return Objects.requireNonNull(totals.get(kind));
  }

  private Map<String, Held> shelf(LedgerKind kind, LedgerStanding standing) {
    return Objects.requireNonNull(Objects.requireNonNull(held.get(kind)).get(standing));
  }
}
