package org.genhowto.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
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
final class ShardHandler implements BatchHandler<CaptionedTriplet> {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHandler.class);

  /** Beyond every partition that an input has. */
  private static final int FIRST_OF_REPLAYS = 1_000_000;

  private final ShardWriter writer;
  private final HeldOutImages heldOut;

  ShardHandler(ShardWriter writer, HeldOutImages heldOut) {
    this.writer = writer;
    this.heldOut = heldOut;
  }

  @Override
  public List<Outcome> handle(List<Incoming<CaptionedTriplet>> batch) throws OutageException {
    Incoming<CaptionedTriplet> first = batch.get(0);
    try (GrowingShards growing = writer.begin(shardPartition(first))) {
      removeUncommitted(first);
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (Incoming<CaptionedTriplet> input : batch) {
        outcomes.add(add(input, growing));
      }
      emit(growing.publish(), outcomes);
      return outcomes;
    } catch (IOException e) {
      withdraw(first, e);
      throw new OutageException(
          "shards of %s-%d from offset %d cannot be written to %s: %s"
              .formatted(first.topic(), first.partition(), first.offset(), writer, e),
          e);
    }
  }

  private Outcome add(Incoming<CaptionedTriplet> input, GrowingShards growing)
      throws IOException, OutageException {
    CaptionedTriplet captioned = input.value();
    try {
      ShardSample sample = sample(captioned);
      if (captioned.getTriplet().getSplit() == Split.TRAIN && heldOut.shown(sample).isPresent()) {
        return Outcome.skip("held-out-image");
      }
      return growing.add(captioned.getTriplet().getSplit(), sample, input.offset())
          ? Outcome.emit()
          : Outcome.skip("duplicate-triplet");
    } catch (IllegalArgumentException | Images.UnreadableImageException e) {
      return Outcome.reject(String.valueOf(e.getMessage()));
    }
  }

  private ShardSample sample(CaptionedTriplet captioned) throws OutageException {
    try {
      return writer.sample(captioned);
    } catch (IOException e) {
      throw new OutageException(
          "frames of triplet %s cannot be read: %s"
              .formatted(captioned.getTriplet().getTripletId(), e),
          e);
    }
  }

  /** The manifests are emitted with the first record that is emitted. */
  private static void emit(List<TrainingShard> manifests, List<Outcome> outcomes) {
    List<Output<?>> outputs = new ArrayList<>();
    manifests.forEach(
        manifest ->
            outputs.add(new Output<>(Topics.TRAINING_SHARDS, manifest.getShardId(), manifest)));
    for (int i = 0; i < outcomes.size() && !outputs.isEmpty(); i++) {
      if (outcomes.get(i) instanceof Outcome.Emit) {
        outcomes.set(i, new Outcome.Emit(outputs));
        return;
      }
    }
  }

  /** A batch begins where its partition is committed: what lies beyond is left of a crash. */
  private void removeUncommitted(Incoming<CaptionedTriplet> first) throws IOException {
    writer
        .removeFrom(shardPartition(first), first.offset())
        .forEach(
            file ->
                LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("partition", first.partition())
                    .addKeyValue("offset", first.offset())
                    .log("Removed an uncommitted shard"));
  }

  /**
   * Replayed records count their offsets by themselves: under the input's partition they would take
   * the place of its shards.
   */
  private static int shardPartition(Incoming<?> first) {
    return Topics.isReplays(first.topic())
        ? FIRST_OF_REPLAYS + first.partition()
        : first.partition();
  }

  /** Takes back what a failed attempt may already have published. */
  private void withdraw(Incoming<CaptionedTriplet> first, IOException failure) {
    try {
      writer.removeFrom(shardPartition(first), first.offset());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
