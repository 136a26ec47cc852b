package org.genhowto.dataset.version;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.runtime.blob.ObjectStore;

/** Clears away what no version holds. */
public final class Cleaning {
  private final DatasetStore store;
  private int versions;
  private int objects;
  private long bytes;

  /**
   * What was cleared away.
   *
   * @param versions that are no more
   * @param objects tars and indexes
   * @param bytes of them
   */
  public record Cleaned(int versions, int objects, long bytes) {}

  public Cleaning(DatasetStore store) {
    this.store = store;
  }

  /** Removes the selections that hold what was deleted; says their ids. */
  public List<String> forget() throws IOException {
    List<Deletion> deletions = store.deletions();
    List<String> ids = new ArrayList<>();
    for (Map.Entry<String, Manifest> selection : store.selections().entrySet()) {
      if (holdsAny(deletions, selection.getValue())) {
        String folder = DatasetStore.SELECTIONS + selection.getKey() + "/";
        store.objects().delete(folder + "dataset.json");
        for (ObjectStore.Listed listed : store.objects().list(folder)) {
          store.objects().delete(listed.name());
        }
        ids.add(selection.getKey());
      }
    }
    return ids;
  }

  private boolean holdsAny(List<Deletion> deletions, Manifest manifest) throws IOException {
    for (Deletion deletion : deletions) {
      if (deletion.reach(store, manifest).samples() > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Clears away.
   *
   * @param keep newest versions that stay, at least one
   * @param grace how old an object is that no version holds: a younger one may be in use by a
   *     version that is being made
   */
  public Cleaned clean(int keep, Duration grace, Instant now) throws IOException {
    Optional<Manifest> newest = store.latest();
    if (newest.isEmpty()) {
      return new Cleaned(0, 0, 0);
    }
    purge(Math.max(1, keep), newest.get().version());
    Set<String> held = new HashSet<>();
    for (long number : store.versions()) {
      store.version(number).ifPresent(manifest -> manifest.shards().forEach(s -> hold(s, held)));
    }
    store.selections().values().forEach(one -> one.shards().forEach(shard -> hold(shard, held)));
    Instant before = now.minus(grace);
    for (ObjectStore.Listed listed : store.objects().list(DatasetStore.SHARDS)) {
      if (!held.contains(listed.name())) {
        remove(listed, before);
      }
    }
    for (ObjectStore.Listed listed : store.objects().list(DatasetStore.SEGMENTS)) {
      if (isIn(listed.name(), newest.get())) {
        remove(listed, before);
      }
    }
    return new Cleaned(versions, objects, bytes);
  }

  private static void hold(Shard shard, Set<String> held) {
    held.add(shard.file());
    held.add(shard.index());
  }

  private void purge(int keep, long newest) throws IOException {
    List<Long> numbers = store.versions().stream().filter(number -> number <= newest).toList();
    for (long number : numbers.subList(0, Math.max(0, numbers.size() - keep))) {
      // The manifest first: what is left of a version broken off here is read by nobody.
      store.objects().delete(DatasetStore.name(number, "dataset.json"));
      for (ObjectStore.Listed listed : store.objects().list(DatasetStore.name(number, ""))) {
        store.objects().delete(listed.name());
      }
      versions++;
    }
  }

  /** Whether a version is beyond a segment, or beyond where one that came to nothing stands. */
  private static boolean isIn(String segment, Manifest manifest) {
    return Segment.place(segment)
        .map(place -> place.firstOffset() <= manifest.frontier().getOrDefault(place.line(), -1L))
        .orElse(false);
  }

  private void remove(ObjectStore.Listed listed, Instant before) throws IOException {
    if (listed.modified().isBefore(before)) {
      store.objects().delete(listed.name());
      objects++;
      bytes += listed.length();
    }
  }
}
