package org.genhowto.dataset.version;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What of a version was deleted after it was made. */
public final class Deleted {
  private final DatasetStore store;

  public Deleted(DatasetStore store) {
    this.store = store;
  }

  /** How many deletions there are; while it is the same, so is everything else. */
  public int deletions() throws IOException {
    return store.objects().list(DatasetStore.DELETIONS).size();
  }

  /** Samples of a split that deletions hold which the version does not follow. */
  public long samples(Manifest manifest, String split) throws IOException {
    List<Deletion> all = store.deletions();
    List<Deletion> later =
        all.subList((int) Math.min(manifest.deletions(), all.size()), all.size());
    AtomicLong count = new AtomicLong();
    if (!later.isEmpty()) {
      for (Manifest.Shard shard : manifest.shards()) {
        if (shard.split().equals(split)) {
          store.samples(
              shard.file(),
              (line, sample) -> {
                if (later.stream().anyMatch(deletion -> deletion.holds(sample))) {
                  count.incrementAndGet();
                }
              });
        }
      }
    }
    return count.get();
  }
}
