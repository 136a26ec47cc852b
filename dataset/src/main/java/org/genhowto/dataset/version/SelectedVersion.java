package org.genhowto.dataset.version;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.json.Json;

/**
 * A version of some samples of another. It is called by an id that parent and selection make up:
 * selected again, it is the same.
 */
public final class SelectedVersion {
  private final DatasetStore store;
  private final Manifest parent;
  private final Selection selection;
  private final List<Condition> conditions;
  private final SortedMap<String, Integer> categories = new TreeMap<>();

  public SelectedVersion(DatasetStore store, Manifest parent, Selection selection) {
    this.store = store;
    this.parent = parent;
    this.selection = selection;
    this.conditions = selection.where().stream().map(Condition::of).toList();
  }

  /** A sample that may be taken, and where it is among those of its category. */
  private record Candidate(long rank, String tripletId, String tar, int line) {
    static final Comparator<Candidate> IN_ORDER =
        Comparator.comparingLong(Candidate::rank).thenComparing(Candidate::tripletId);
  }

  /** Its id: a word that {@code --at} takes. */
  public String id() throws IOException {
    return "s" + Sha256.of(parent.id() + Json.PLAIN.writeValueAsString(selection)).substring(0, 16);
  }

  /**
   * Makes it, unless it is there.
   *
   * @throws IllegalArgumentException no sample is selected
   */
  public Manifest make() throws IOException {
    Map<String, BitSet> taken = taken();
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the %d samples of version %d is selected by %s"
              .formatted(parent.samples(), parent.version(), selection));
    }
    List<Shard> shards = new ArrayList<>();
    for (String split : parent.splits().keySet()) {
      try (ShardSeries series = new ShardSeries(store, parent.target(), split, Shard.TAIL, 0)) {
        for (Shard shard : parent.shards()) {
          BitSet lines = taken.get(shard.file());
          if (shard.split().equals(split) && lines != null) {
            store.blocks(shard.file(), (line, sample) -> lines.get(line), series::add);
          }
        }
        shards.addAll(series.ended());
      }
    }
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            parent.version(),
            parent.version(),
            Manifest.id(shards),
            parent.target(),
            Manifest.counts(shards),
            categories,
            parent.fields(),
            shards,
            parent.frontier(),
            parent.deletions(),
            new TreeMap<>(),
            selection);
    new VersionFiles(store).select(id(), manifest);
    return manifest;
  }

  private Map<String, BitSet> taken() throws IOException {
    Map<String, PriorityQueue<Candidate>> groups = new HashMap<>();
    Map<String, BitSet> taken = new HashMap<>();
    for (Shard shard : parent.shards()) {
      store.samples(
          shard.file(),
          (line, sample) -> {
            if (conditions.stream().allMatch(condition -> condition.holds(sample))) {
              String category = sample.text("category");
              if (selection.perCategory() == 0) {
                take(shard.file(), line, category, taken);
              } else {
                offer(
                    groups.computeIfAbsent(
                        shard.split() + "/" + category,
                        group -> new PriorityQueue<>(Candidate.IN_ORDER.reversed())),
                    candidate(shard, line, sample));
              }
            }
          });
    }
    groups.forEach(
        (group, candidates) ->
            candidates.forEach(
                one ->
                    take(one.tar(), one.line(), group.substring(group.indexOf('/') + 1), taken)));
    return taken;
  }

  private Candidate candidate(Shard shard, int line, IndexedSample sample) {
    long rank = Sha256.leadingBits(selection.seed() + " " + sample.tripletId());
    return new Candidate(rank, sample.tripletId(), shard.file(), line);
  }

  private void offer(Collection<Candidate> group, Candidate candidate) {
    group.add(candidate);
    if (group.size() > selection.perCategory() && group instanceof PriorityQueue<?> queue) {
      queue.poll();
    }
  }

  private void take(String tar, int line, String category, Map<String, BitSet> taken) {
    taken.computeIfAbsent(tar, name -> new BitSet()).set(line);
    categories.merge(category, 1, Integer::sum);
  }
}
