package org.genhowto.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.dataset.version.Segment;
import org.genhowto.runtime.blob.AtomicFile;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Split;

/** Writes a whole data set into a folder, one shard a split, without versions. */
public final class ShardWriter {
  private static final String GROWING = ".growing";

  private final Path directory;
  private final TripletSample samples;

  /**
   * @param directory where finished tars appear
   * @param blobs where the triplets' frames are
   */
  public ShardWriter(Path directory, BlobStore blobs) {
    this.directory = directory;
    this.samples = new TripletSample(blobs);
  }

  /**
   * Writes all triplets, in place of what was written before; one that comes twice is written once.
   *
   * @return the shards
   * @throws IllegalArgumentException where no sample can be made of a triplet
   */
  public List<Path> write(List<CaptionedTriplet> triplets) throws IOException {
    Files.createDirectories(directory);
    for (Path former : ShardReader.shards(directory, "")) {
      Files.delete(former);
    }
    Map<Split, List<CaptionedTriplet>> bySplit = new EnumMap<>(Split.class);
    for (CaptionedTriplet triplet : triplets) {
      bySplit
          .computeIfAbsent(triplet.getTriplet().getSplit(), split -> new ArrayList<>())
          .add(triplet);
    }
    List<Path> shards = new ArrayList<>();
    for (Map.Entry<Split, List<CaptionedTriplet>> split : bySplit.entrySet()) {
      shards.add(write(split.getKey(), split.getValue()));
    }
    return shards;
  }

  private Path write(Split split, List<CaptionedTriplet> triplets) throws IOException {
    String file = Segment.id(TripletSample.spelling(split), 0, 0) + ".tar";
    Path growing = directory.resolve("." + file + GROWING);
    Set<String> keys = new HashSet<>();
    try (ShardTar tar = new ShardTar(Files.newOutputStream(growing))) {
      for (CaptionedTriplet triplet : triplets) {
        ShardSample sample = samples.of(triplet);
        if (keys.add(sample.key())) {
          tar.add(sample);
        }
      }
    }
    return AtomicFile.reveal(growing, directory.resolve(file));
  }
}
