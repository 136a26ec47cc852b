package org.genhowto.dataset.version;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.schemas.Split;

/**
 * Makes the next version of a dataset: the shards of the one before, and what has come since.
 *
 * <p>Samples of a split and a lane stand in the order of their offsets and are cut into shards of
 * the target size; a full shard stays as it is in all later versions. What is left of the lanes is
 * put together in their order, so that only the last shard of a split is short. All names derive
 * from the content, and a version's number is given once: any number of cuts at the same time, or
 * broken off anywhere, come to the same.
 */
public final class VersionCut {
  private final DatasetStore store;
  private final VersionSettings settings;

  public VersionCut(DatasetStore store, VersionSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** A version that was made, and what it is the first to leave out. */
  public record Cut(Manifest manifest, List<LeftOut> leftOut) {}

  /**
   * Makes a version of everything that was announced.
   *
   * @param announced all segments of each lane up to one of them; earlier ones may be absent where
   *     a version holds them
   * @return empty where the newest version holds all of it already
   */
  public Optional<Cut> cut(Collection<Segment> announced) throws IOException {
    VersionFiles files = new VersionFiles(store);
    while (true) {
      Optional<Manifest> parent = store.highest();
      if (parent.isPresent()) {
        files.complete(parent.get());
      }
      List<Deletion> deletions = store.deletions();
      SortedMap<String, Long> frontier = new TreeMap<>();
      parent.ifPresent(manifest -> frontier.putAll(manifest.frontier()));
      List<Segment> fresh =
          announced.stream()
              .filter(one -> one.firstOffset() > frontier.getOrDefault(one.line(), -1L))
              .sorted(Segment.IN_ORDER)
              .toList();
      long followed = parent.map(Manifest::deletions).orElse(0L);
      if (fresh.isEmpty() && (parent.isEmpty() || followed == deletions.size())) {
        return Optional.empty();
      }
      Cut cut = make(parent, fresh, deletions, frontier);
      files.leaveOut(cut.manifest(), cut.leftOut());
      if (store.publish(cut.manifest())) {
        files.complete(cut.manifest());
        return Optional.of(cut);
      }
    }
  }

  private Cut make(
      Optional<Manifest> parent,
      List<Segment> fresh,
      List<Deletion> deletions,
      SortedMap<String, Long> frontier)
      throws IOException {
    List<Shard> standing = parent.map(Manifest::shards).orElse(List.of());
    Decisions decisions = new Decisions(store, deletions, settings.looks());
    for (Shard shard : standing) {
      decisions.standing(shard.file());
    }
    for (Segment segment : fresh) {
      decisions.arrived(segment.file());
      frontier.put(segment.line(), segment.firstOffset());
    }
    List<Shard> shards = shards(standing, fresh, decisions);
    SortedMap<String, Long> leftOut =
        new TreeMap<>(parent.map(Manifest::leftOut).orElseGet(TreeMap::new));
    decisions.counts().forEach((reason, count) -> leftOut.merge(reason, count, Long::sum));
    return new Cut(
        new Manifest(
            Manifest.FORMAT,
            parent.map(Manifest::version).orElse(0L) + 1,
            parent.map(Manifest::version).orElse(null),
            Manifest.id(shards),
            settings.size(),
            Manifest.counts(shards),
            decisions.categories(),
            VersionFiles.FIELDS,
            shards,
            frontier,
            deletions.size(),
            leftOut,
            null),
        decisions.leftOut());
  }

  private List<Shard> shards(List<Shard> standing, List<Segment> fresh, Decisions decisions)
      throws IOException {
    List<Shard> shards = new ArrayList<>();
    for (Split split : Split.values()) {
      String name = split.name().toLowerCase(Locale.ROOT);
      shards.addAll(
          new SplitCut(
                  name,
                  standing.stream().filter(shard -> shard.split().equals(name)).toList(),
                  fresh.stream().filter(segment -> segment.split().equals(name)).toList(),
                  decisions)
              .shards());
    }
    return shards;
  }

  /** One split of the version. */
  private final class SplitCut {
    private final String split;
    private final List<Shard> standing;
    private final List<Segment> fresh;
    private final Decisions decisions;

    SplitCut(String split, List<Shard> standing, List<Segment> fresh, Decisions decisions) {
      this.split = split;
      this.standing = standing;
      this.fresh = fresh;
      this.decisions = decisions;
    }

    List<Shard> shards() throws IOException {
      SortedSet<Integer> lanes = new TreeSet<>();
      for (Shard shard : standing) {
        if (shard.sealed()) {
          lanes.add(shard.lane());
        } else {
          store.samples(shard.file(), (line, sample) -> lanes.add(sample.lane()));
        }
      }
      fresh.forEach(segment -> lanes.add(segment.lane()));
      List<Shard> shards = new ArrayList<>();
      try (ShardSeries tail = new ShardSeries(store, settings.size(), split, Shard.TAIL, 0)) {
        for (int lane : lanes) {
          shards.addAll(lane(lane, tail));
        }
        shards.addAll(tail.ended());
      }
      return shards;
    }

    private List<Shard> lane(int lane, ShardSeries tail) throws IOException {
      List<Shard> shards = new ArrayList<>();
      int next = 0;
      for (Shard shard : standing) {
        if (shard.lane() == lane) {
          next = shard.number() + 1;
          shards.addAll(decisions.touches(shard.file()) ? rewritten(shard) : List.of(shard));
        }
      }
      try (ShardSeries series = new ShardSeries(store, settings.size(), split, lane, next)) {
        for (Shard shard : standing) {
          if (!shard.sealed()) {
            add(shard.file(), lane, series);
          }
        }
        for (Segment segment : fresh) {
          if (segment.lane() == lane) {
            add(segment.file(), lane, series);
          }
        }
        series.drainInto(tail);
        shards.addAll(series.full());
      }
      return shards;
    }

    private void add(String tar, int lane, ShardSeries series) throws IOException {
      store.blocks(
          tar, (line, sample) -> sample.lane() == lane && decisions.holds(tar, line), series::add);
    }

    /** What the version holds of a full shard, in its place; nothing where it holds none of it. */
    private List<Shard> rewritten(Shard shard) throws IOException {
      try (ShardSeries series =
          new ShardSeries(
              store,
              new ShardSize(Long.MAX_VALUE, Integer.MAX_VALUE),
              split,
              shard.lane(),
              shard.number())) {
        add(shard.file(), shard.lane(), series);
        return series.ended();
      }
    }
  }
}
