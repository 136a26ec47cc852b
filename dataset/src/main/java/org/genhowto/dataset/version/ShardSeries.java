package org.genhowto.dataset.version;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.dataset.version.Manifest.Shard;
import org.jspecify.annotations.Nullable;

/**
 * Samples in a row, cut into shards: one is full where the next sample would not fit. The cut
 * depends on the samples alone. Closing it leaves no draft behind.
 */
final class ShardSeries implements AutoCloseable {
  private final DatasetStore store;
  private final ShardSize size;
  private final String split;
  private final int lane;
  private final List<Shard> full = new ArrayList<>();
  private int number;
  private @Nullable ShardDraft draft;

  /**
   * @param lane whose samples these are, or {@link Shard#TAIL}
   * @param number of the first shard
   */
  ShardSeries(DatasetStore store, ShardSize size, String split, int lane, int number) {
    this.store = store;
    this.size = size;
    this.split = split;
    this.lane = lane;
    this.number = number;
  }

  void add(IndexedSample sample, byte[] block) throws IOException {
    ShardDraft growing = draft;
    if (growing != null && !growing.fits(block.length, size)) {
      end(growing);
      growing = null;
    }
    if (growing == null) {
      growing = new ShardDraft();
      draft = growing;
    }
    growing.add(sample, block);
  }

  /** The shards that are full, which are in the store. */
  List<Shard> full() {
    return full;
  }

  /** Ends the last shard, however short it is. */
  List<Shard> ended() throws IOException {
    if (draft != null) {
      end(draft);
    }
    return full;
  }

  /** Hands what no full shard holds to another series. */
  void drainInto(ShardSeries other) throws IOException {
    if (draft == null) {
      return;
    }
    Path rest = draft.drained();
    try (Blocks blocks =
        new Blocks(
            at -> {
              var in = Files.newInputStream(rest);
              in.skipNBytes(at);
              return in;
            })) {
      DatasetStore.samples(
          new ByteArrayInputStream(draft.index()),
          (line, sample) -> other.add(sample, blocks.read(sample)));
    }
  }

  private void end(ShardDraft growing) throws IOException {
    String place = lane == Shard.TAIL ? "tail" : "%03d".formatted(lane);
    ShardDraft.Published published =
        growing.publish(
            store.objects(), "%s%s-%s-%06d".formatted(DatasetStore.SHARDS, split, place, number));
    full.add(
        new Shard(
            published.file(),
            Segment.index(published.file()),
            split,
            lane,
            number,
            published.samples(),
            published.bytes(),
            published.sha256()));
    number++;
    growing.close();
    draft = null;
  }

  @Override
  public void close() throws IOException {
    if (draft != null) {
      draft.close();
      draft = null;
    }
  }
}
