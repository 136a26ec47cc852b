package org.genhowto.dataset.inspection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.runtime.blob.Sha256;

/**
 * What one version has and another has not.
 *
 * @param added ids of triplets that only the second has
 * @param removed ids of triplets that only the first has
 * @param changed ids of triplets whose captions or scores differ
 * @param sameShards shards that both have
 */
public record VersionDiff(
    List<String> added, List<String> removed, List<String> changed, int sameShards) {

  public static VersionDiff of(DatasetStore store, Manifest first, Manifest second)
      throws IOException {
    List<String> shared = new ArrayList<>(first.files(""));
    shared.retainAll(second.files(""));
    Map<String, Long> former = samples(store, first, shared);
    Map<String, Long> now = samples(store, second, shared);
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    now.forEach(
        (id, content) -> {
          Long before = former.remove(id);
          if (before == null) {
            added.add(id);
          } else if (!before.equals(content)) {
            changed.add(id);
          }
        });
    return new VersionDiff(
        added.stream().sorted().toList(),
        former.keySet().stream().sorted().toList(),
        changed.stream().sorted().toList(),
        shared.size());
  }

  /** Of shards that only one has: what both have cannot differ. */
  private static Map<String, Long> samples(
      DatasetStore store, Manifest manifest, List<String> shared) throws IOException {
    Map<String, Long> samples = new HashMap<>();
    for (Shard shard : manifest.shards()) {
      if (!shared.contains(shard.file())) {
        store.samples(
            shard.file(),
            (line, sample) ->
                samples.put(sample.tripletId(), Sha256.leadingBits(sample.lineage().toString())));
      }
    }
    return samples;
  }
}
