package org.genhowto.dataset.version;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.SampledFrames;

/**
 * Samples that no later version holds, whenever they come.
 *
 * @param videos ids of videos
 * @param triplets ids of triplets
 * @param sources what the addresses of videos begin with
 * @param licences of videos, as who submitted them called them
 */
public record Deletion(
    Set<String> videos, Set<String> triplets, List<String> sources, Set<String> licences) {

  /** Those of earlier releases know no licences. */
  public Deletion {
    licences = licences == null ? Set.of() : Set.copyOf(licences);
    videos = Set.copyOf(videos);
    triplets = Set.copyOf(triplets);
    sources = List.copyOf(sources);
    if (licences.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a licence is blank, expected its name");
    }
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
        || isFrom(sample.text("uri"), sample.text("licence"));
  }

  /** Whether all of a video goes. */
  public boolean holds(SampledFrames video) {
    return videos.contains(video.getVideoId())
        || isFrom(Redaction.uri(video.getUri()), video.getLicence().orElse(""));
  }

  private boolean isFrom(String uri, String licence) {
    return licences.contains(licence) || sources.stream().anyMatch(uri::startsWith);
  }

  /**
   * SHA-256 of the three frames of each sample it holds, as they are encoded, of all versions and
   * selections that are there.
   */
  public Set<String> frames(DatasetStore store) throws IOException {
    Set<String> tars = new TreeSet<>();
    List<Manifest> manifests = new ArrayList<>(store.selections().values());
    for (long version : store.versions()) {
      store.version(version).ifPresent(manifests::add);
    }
    manifests.forEach(manifest -> tars.addAll(manifest.files("")));
    Set<String> hashes = new HashSet<>();
    for (String tar : tars) {
      store.blocks(
          tar, (line, sample) -> holds(sample), (sample, block) -> hash(sample, block, hashes));
    }
    return hashes;
  }

  private static void hash(IndexedSample sample, byte[] block, Set<String> hashes)
      throws IOException {
    try (ShardReader reader = ShardReader.open(sample.key(), new ByteArrayInputStream(block))) {
      Optional<ShardSample> content = reader.next();
      for (String image : ShardSample.IMAGES) {
        content.ifPresent(one -> hashes.add(Sha256.of(one.bytes(image))));
      }
    }
  }
}
