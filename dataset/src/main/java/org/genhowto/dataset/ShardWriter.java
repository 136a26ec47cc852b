package org.genhowto.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.TrainingShard;

/** Writes captioned triplets into the shards of a directory. */
public final class ShardWriter {
  private static final int FIRST = 0;

  private final ShardDirectory directory;
  private final TripletSample samples;
  private final BlobStore blobs;

  /**
   * @param directory where finished tars appear
   * @param blobs where the triplets' frames are
   */
  public ShardWriter(Path directory, BlobStore blobs) {
    this.directory = new ShardDirectory(directory);
    this.samples = new TripletSample(blobs);
    this.blobs = blobs;
  }

  /**
   * Writes all triplets of a data set as one shard a split, in place of what was written before; a
   * triplet that comes twice is written once.
   *
   * @throws IllegalArgumentException where no sample can be made of a triplet
   */
  public List<TrainingShard> write(List<CaptionedTriplet> triplets) throws IOException {
    removeFrom(FIRST, FIRST);
    try (GrowingShards growing = begin(FIRST)) {
      for (int i = 0; i < triplets.size(); i++) {
        CaptionedTriplet captioned = triplets.get(i);
        growing.add(captioned.getTriplet().getSplit(), sample(captioned), i);
      }
      return growing.publish();
    }
  }

  /** Begins the shards of a batch of one partition of a stream. */
  GrowingShards begin(int partition) {
    return new GrowingShards(directory, partition);
  }

  /**
   * The triplet as a sample.
   *
   * @throws IllegalArgumentException where none can be made of it
   * @throws IOException where its frames cannot be read now
   */
  ShardSample sample(CaptionedTriplet captioned) throws IOException {
    if (!blobs.contains(captioned.getTriplet().getSource().getFrames())) {
      throw new IllegalArgumentException(
          "frames %s of triplet %s are not in the blob store"
              .formatted(
                  captioned.getTriplet().getSource().getFrames().getUri(),
                  captioned.getTriplet().getTripletId()));
    }
    return samples.of(captioned);
  }

  /** Removes a partition's shards from an offset on, and half-written ones; returns them. */
  List<Path> removeFrom(int partition, long offset) throws IOException {
    return directory.removeUncommitted(partition, offset);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
