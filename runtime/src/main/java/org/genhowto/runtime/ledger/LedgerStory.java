package org.genhowto.runtime.ledger;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;

/**
 * All that the ledger says of one id: the newest entry of each of its stages.
 *
 * @param lines by key, so that it does not matter in which order they came
 */
public record LedgerStory(LedgerKind kind, String id, Map<String, Line> lines) {

  /** An entry, and its offset: of two of the same key the later one counts. */
  record Line(LedgerEntry entry, long offset) {}

  private static final Comparator<LedgerEntry> IN_ORDER =
      Comparator.<LedgerEntry>comparingInt(entry -> LedgerStanding.rank(entry.getTopic()))
          .thenComparingLong(LedgerEntry::getTime)
          .thenComparing(LedgerEntry::getStage);

  public LedgerStory {
    lines = Map.copyOf(lines);
  }

  static LedgerStory begun(LedgerKind kind, String id) {
    return new LedgerStory(kind, id, Map.of());
  }

  /** The story with one more entry; an older one, or the same again, changes nothing. */
  LedgerStory with(LedgerEntry entry, long offset) {
    String key = Ledger.key(entry);
    Line known = lines.get(key);
    if (known != null && known.offset() >= offset) {
      return this;
    }
    Map<String, Line> more = new TreeMap<>(lines);
    more.put(key, new Line(entry, offset));
    return new LedgerStory(kind, id, more);
  }

  /** The entries in the order of the journey. */
  public List<LedgerEntry> entries() {
    return lines.values().stream().map(Line::entry).sorted(IN_ORDER).toList();
  }

  public LedgerStanding standing() {
    return LedgerStanding.of(kind, words());
  }

  private Collection<LedgerStanding.Word> words() {
    return lines.values().stream().map(line -> LedgerStanding.Word.of(line.entry())).toList();
  }

  /** The entry that says why it stands where it stands: the furthest, repeats left out. */
  public Optional<LedgerEntry> decisive() {
    LedgerStanding standing = standing();
    return entries().stream()
        .filter(entry -> entry.getOutcome() != LedgerOutcome.REPEATED)
        .filter(
            entry -> LedgerStanding.of(kind, List.of(LedgerStanding.Word.of(entry))) == standing)
        .reduce((earlier, later) -> later);
  }

  /** The newest category that an entry knows; empty where none does. */
  public String category() {
    return entries().stream()
        .map(LedgerEntry::getCategory)
        .filter(category -> !category.isEmpty())
        .reduce((earlier, later) -> later)
        .orElse("");
  }

  /** When the newest entry was written. */
  public long changed() {
    return lines.values().stream().mapToLong(line -> line.entry().getTime()).max().orElse(0);
  }
}
