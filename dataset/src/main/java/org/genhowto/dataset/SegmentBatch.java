package org.genhowto.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.IndexedSample;
import org.genhowto.dataset.version.Segment;
import org.genhowto.dataset.version.ShardDraft;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.TrainingShard;

/**
 * The segments of one batch, one a split, as far as they have grown. Closing them leaves nothing
 * behind on this machine.
 */
final class SegmentBatch implements AutoCloseable {
  private final DatasetStore store;
  private final int lane;
  private final Map<Split, Growing> growing = new EnumMap<>(Split.class);
  private final Map<String, String> hashes = new HashMap<>();

  private record Growing(String id, ShardDraft draft, List<String> keys) {}

  /**
   * @param lane partition of the stream that the samples come from
   */
  SegmentBatch(DatasetStore store, int lane) {
    this.store = store;
    this.lane = lane;
  }

  /**
   * Adds a sample to the segment of its split, which is named after the first.
   *
   * @param offset where the sample stands in its partition
   * @return false where the batch has that very sample already
   */
  boolean add(Split split, ShardSample sample, long offset) throws IOException {
    byte[] block = ShardTar.block(sample);
    String hash = Sha256.of(block);
    if (hash.equals(hashes.put(sample.key(), hash))) {
      return false;
    }
    Growing segment = growing.get(split);
    if (segment == null) {
      String id = Segment.id(TripletSample.spelling(split), lane, offset);
      segment = new Growing(id, new ShardDraft(), new ArrayList<>());
      growing.put(split, segment);
    }
    ObjectNode lineage = (ObjectNode) Json.PLAIN.readTree(sample.bytes(ShardSample.LINEAGE));
    segment.draft().add(new IndexedSample(sample.key(), lane, 0, block.length, lineage), block);
    segment.keys().add(sample.key());
    return true;
  }

  /** Puts all segments into the store, and returns what tells of them. */
  List<TrainingShard> publish() throws IOException {
    List<TrainingShard> records = new ArrayList<>();
    for (Map.Entry<Split, Growing> entry : growing.entrySet()) {
      Growing segment = entry.getValue();
      ShardDraft.Published published =
          segment.draft().publish(store.objects(), Segment.NAMED + segment.id());
      records.add(
          TrainingShard.newBuilder()
              .setShardId(segment.id())
              .setSplit(entry.getKey())
              .setTar(
                  BlobRef.newBuilder()
                      .setUri(Segment.SCHEME + published.file())
                      .setSha256(published.sha256())
                      .setLength(published.bytes())
                      .setMediaType(FrameTar.MEDIA_TYPE)
                      .build())
              .setFile(published.file())
              .setSampleKeys(segment.keys())
              .build());
    }
    return records;
  }

  @Override
  public void close() throws IOException {
    for (Growing segment : growing.values()) {
      segment.draft().close();
    }
  }
}
