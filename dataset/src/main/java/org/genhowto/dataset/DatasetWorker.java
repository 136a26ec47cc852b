package org.genhowto.dataset;

import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the worker of this room. */
public final class DatasetWorker {
  public static final String SHARD_WRITER = "shard-writer";

  private DatasetWorker() {}

  /** Captioned triplets in, segments of shards out. */
  public static Worker shardWriter(Platform platform, Configuration configuration) {
    DatasetSettings settings = DatasetSettings.from(configuration);
    DatasetStore store = VersionSettings.open(configuration);
    return new CompositeWorker(
        ExactlyOnceLoop.batches(
            SHARD_WRITER,
            platform,
            Topics.CAPTIONED_TRIPLETS,
            new ShardHandler(
                new TripletSample(platform.blobs()), store, HeldOutImages.read(settings.heldOut())),
            LoopSettings.from(configuration, DatasetSettings.SECTION)
                .batches(settings.maxSamples(), settings.maxLinger())),
        store::close);
  }
}
