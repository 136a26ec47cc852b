package org.genhowto.dataset.version;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Samples that no later version holds, whenever they come.
 *
 * @param videos ids of videos
 * @param triplets ids of triplets
 * @param sources what the addresses of videos begin with
 */
public record Deletion(Set<String> videos, Set<String> triplets, List<String> sources) {
  public Deletion {
    videos = Set.copyOf(videos);
    triplets = Set.copyOf(triplets);
    sources = List.copyOf(sources);
    if (sources.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a source is blank, expected what addresses begin with");
    }
  }

  /** What of a version it takes away. */
  public record Reach(long samples, int shards) {}

  /** What of a version it takes away, by its indexes. */
  public Reach reach(DatasetStore store, Manifest manifest) throws IOException {
    long samples = 0;
    int shards = 0;
    for (Manifest.Shard shard : manifest.shards()) {
      AtomicLong own = new AtomicLong();
      store.samples(shard.file(), (line, sample) -> own.addAndGet(holds(sample) ? 1 : 0));
      samples += own.get();
      shards += own.get() > 0 ? 1 : 0;
    }
    return new Reach(samples, shards);
  }

  boolean holds(IndexedSample sample) {
    return videos.contains(sample.videoId())
        || triplets.contains(sample.tripletId())
        || sources.stream().anyMatch(sample.text("uri")::startsWith);
  }
}
