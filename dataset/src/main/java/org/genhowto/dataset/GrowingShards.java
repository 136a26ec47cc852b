package org.genhowto.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.TrainingShard;

/**
 * The shards of one batch, one a split, as far as they have grown. Closing them unpublished leaves
 * nothing behind.
 */
final class GrowingShards implements AutoCloseable {
  private final ShardDirectory directory;
  private final int partition;
  private final Map<Split, GrowingShard> shards = new EnumMap<>(Split.class);
  private final Set<String> keys = new HashSet<>();

  /**
   * @param partition of the stream that the samples come from
   */
  GrowingShards(ShardDirectory directory, int partition) {
    this.directory = directory;
    this.partition = partition;
  }

  /**
   * Adds a sample to the shard of its split, which is named after the first.
   *
   * @param offset where the sample stands in its partition
   * @return false where the batch has that sample already
   */
  boolean add(Split split, ShardSample sample, long offset) throws IOException {
    if (!keys.add(sample.key())) {
      return false;
    }
    GrowingShard shard = shards.get(split);
    if (shard == null) {
      shard = directory.begin(new ShardName(split, partition, offset));
      shards.put(split, shard);
    }
    shard.add(sample);
    return true;
  }

  /** Makes all shards durable and visible, and returns their manifests. */
  List<TrainingShard> publish() throws IOException {
    List<TrainingShard> manifests = new ArrayList<>();
    for (GrowingShard shard : shards.values()) {
      manifests.add(shard.publish());
    }
    return manifests;
  }

  @Override
  public void close() throws IOException {
    for (GrowingShard shard : shards.values()) {
      shard.close();
    }
  }
}
