package org.genhowto.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch of captioned triplets as one shard a split. The shard's name comes from the place
 * of its first sample in the stream, and its manifest is emitted with the batch: after a crash the
 * same input gives the same name, so no sample is ever seen in two shards.
 */
public final class ShardHandler implements BatchHandler<CaptionedTriplet> {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHandler.class);

  private final ShardDirectory directory;
  private final TripletSample samples;
  private final BlobStore blobs;

  public ShardHandler(DatasetSettings settings, BlobStore blobs) {
    this.directory = new ShardDirectory(settings.directory());
    this.samples = new TripletSample(blobs);
    this.blobs = blobs;
  }

  @Override
  public List<Outcome> handle(List<Incoming<CaptionedTriplet>> batch) throws RetryableException {
    Incoming<CaptionedTriplet> first = batch.get(0);
    try (Growing growing = new Growing(directory)) {
      removeUncommitted(first);
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (Incoming<CaptionedTriplet> input : batch) {
        outcomes.add(add(input, growing));
      }
      growing.publish(outcomes);
      return outcomes;
    } catch (IOException e) {
      withdraw(first, e);
      throw new RetryableException(
          "shards of %s-%d from offset %d cannot be written to %s: %s"
              .formatted(first.topic(), first.partition(), first.offset(), directory, e),
          e);
    }
  }

  private Outcome add(Incoming<CaptionedTriplet> input, Growing growing)
      throws IOException, RetryableException {
    CaptionedTriplet captioned = input.value();
    try {
      if (!blobs.contains(captioned.getTriplet().getSource().getFrames())) {
        return Outcome.reject(
            "frames %s of triplet %s are not in the blob store"
                .formatted(
                    captioned.getTriplet().getSource().getFrames().getUri(),
                    captioned.getTriplet().getTripletId()));
      }
      ShardSample sample = frames(captioned);
      return growing.add(sample, input) ? Outcome.emit() : Outcome.skip("duplicate-triplet");
    } catch (IllegalArgumentException e) {
      return Outcome.reject(String.valueOf(e.getMessage()));
    }
  }

  private ShardSample frames(CaptionedTriplet captioned) throws RetryableException {
    try {
      return samples.of(captioned);
    } catch (IOException e) {
      throw new RetryableException(
          "frames of triplet %s cannot be read: %s"
              .formatted(captioned.getTriplet().getTripletId(), e),
          e);
    }
  }

  /** A batch begins where its partition is committed: what lies beyond is left of a crash. */
  private void removeUncommitted(Incoming<CaptionedTriplet> first) throws IOException {
    directory
        .removeUncommitted(first.partition(), first.offset())
        .forEach(
            file ->
                LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("partition", first.partition())
                    .addKeyValue("offset", first.offset())
                    .log("Removed an uncommitted shard"));
  }

  /** Takes back what a failed attempt may already have published. */
  private void withdraw(Incoming<CaptionedTriplet> first, IOException failure) {
    try {
      directory.removeUncommitted(first.partition(), first.offset());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The shards of one batch, one a split, as far as they have grown. */
  private static final class Growing implements AutoCloseable {
    private final ShardDirectory directory;
    private final Map<Split, GrowingShard> shards = new EnumMap<>(Split.class);
    private final Set<String> keys = new HashSet<>();

    Growing(ShardDirectory directory) {
      this.directory = directory;
    }

    /** False where the batch has that sample already. */
    boolean add(ShardSample sample, Incoming<CaptionedTriplet> input) throws IOException {
      if (!keys.add(sample.key())) {
        return false;
      }
      Split split = input.value().getTriplet().getSplit();
      GrowingShard shard = shards.get(split);
      if (shard == null) {
        shard = directory.begin(new ShardName(split, input.partition(), input.offset()));
        shards.put(split, shard);
      }
      shard.add(sample);
      return true;
    }

    /** Publishes all shards; their manifests are emitted with the first record that is emitted. */
    void publish(List<Outcome> outcomes) throws IOException {
      List<Output<?>> manifests = new ArrayList<>();
      for (GrowingShard shard : shards.values()) {
        TrainingShard manifest = shard.publish();
        manifests.add(new Output<>(Topics.TRAINING_SHARDS, manifest.getShardId(), manifest));
      }
      for (int i = 0; i < outcomes.size() && !manifests.isEmpty(); i++) {
        if (outcomes.get(i) instanceof Outcome.Emit) {
          outcomes.set(i, new Outcome.Emit(manifests));
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (GrowingShard shard : shards.values()) {
        shard.close();
      }
    }
  }
}
