package org.genhowto.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.dataset.version.DatasetStore;
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

/**
 * Writes a batch of captioned triplets as one segment a split. A segment is named after the place
 * of its first sample in the stream and its content, and announced in the transaction that commits
 * the batch: what a crash left is announced by nobody, and the same batch gives the same segments.
 */
final class ShardHandler implements BatchHandler<CaptionedTriplet> {
  /** Beyond every partition that an input has. */
  private static final int FIRST_OF_REPLAYS = 1_000_000;

  private final TripletSample samples;
  private final DatasetStore store;
  private final HeldOutImages heldOut;

  ShardHandler(TripletSample samples, DatasetStore store, HeldOutImages heldOut) {
    this.samples = samples;
    this.store = store;
    this.heldOut = heldOut;
  }

  @Override
  public List<Outcome> handle(List<Incoming<CaptionedTriplet>> batch) throws OutageException {
    Incoming<CaptionedTriplet> first = batch.get(0);
    try (SegmentBatch segments = new SegmentBatch(store, lane(first))) {
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (Incoming<CaptionedTriplet> input : batch) {
        outcomes.add(add(input, segments));
      }
      emit(segments.publish(), outcomes);
      return outcomes;
    } catch (IOException e) {
      throw new OutageException(
          "shards of %s-%d from offset %d cannot be written to %s: %s"
              .formatted(first.topic(), first.partition(), first.offset(), store, e),
          e);
    }
  }

  private Outcome add(Incoming<CaptionedTriplet> input, SegmentBatch segments)
      throws IOException, OutageException {
    CaptionedTriplet captioned = input.value();
    try {
      ShardSample sample = sample(captioned);
      Split split = captioned.getTriplet().getSplit();
      if (split == Split.TRAIN && heldOut.shown(sample).isPresent()) {
        return Outcome.skip("held-out-image");
      }
      return segments.add(split, sample, input.offset())
          ? Outcome.emit()
          : Outcome.skip("duplicate-triplet");
    } catch (IllegalArgumentException | Images.UnreadableImageException e) {
      return Outcome.reject(String.valueOf(e.getMessage()));
    }
  }

  private ShardSample sample(CaptionedTriplet captioned) throws OutageException {
    try {
      return samples.of(captioned);
    } catch (IOException e) {
      throw new OutageException(
          "frames of triplet %s cannot be read: %s"
              .formatted(captioned.getTriplet().getTripletId(), e),
          e);
    }
  }

  /** The announcements are emitted with the first record that is emitted. */
  private static void emit(List<TrainingShard> segments, List<Outcome> outcomes) {
    List<Output<?>> outputs = new ArrayList<>();
    segments.forEach(
        segment ->
            outputs.add(new Output<>(Topics.TRAINING_SHARDS, segment.getShardId(), segment)));
    for (int i = 0; i < outcomes.size() && !outputs.isEmpty(); i++) {
      if (outcomes.get(i) instanceof Outcome.Emit) {
        outcomes.set(i, new Outcome.Emit(outputs));
        return;
      }
    }
  }

  /**
   * Replayed records count their offsets by themselves: in the input's lane they would stand before
   * samples that came earlier.
   */
  private static int lane(Incoming<?> first) {
    return Topics.isReplays(first.topic())
        ? FIRST_OF_REPLAYS + first.partition()
        : first.partition();
  }
}
