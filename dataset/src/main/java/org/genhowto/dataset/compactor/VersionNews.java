package org.genhowto.dataset.compactor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.schemas.DatasetVersion;
import org.genhowto.schemas.Topics;

/** Tells the topic of versions which is the newest, whoever made it, each once. */
final class VersionNews {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final DatasetStore store;
  private final TopicSender sender;
  private final Set<String> told = new HashSet<>();
  private Instant next = Instant.MIN;

  /**
   * @param sender is somebody else's to close
   */
  VersionNews(DatasetStore store, TopicSender sender) {
    this.store = store;
    this.sender = sender;
  }

  /** Takes note of what the topic has. */
  void told(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() != null && record.value() != null) {
      told.add(new String(record.key(), StandardCharsets.UTF_8));
    }
  }

  /** Called once the topic was read to its end. */
  void look(Instant now) throws IOException, InterruptedException {
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(LOOK);
    Optional<Manifest> newest = store.latest();
    if (newest.isPresent() && !told.contains(key(newest.get()))) {
      sender.sendAndWait(Topics.DATASET_VERSIONS, key(newest.get()), record(newest.get(), now));
      told.add(key(newest.get()));
    }
  }

  private static String key(Manifest version) {
    return Long.toString(version.version());
  }

  private static DatasetVersion record(Manifest version, Instant now) {
    Manifest.Count train = version.splits().get(Manifest.TRAIN);
    return DatasetVersion.newBuilder()
        .setVersion(version.version())
        .setParent(version.parent())
        .setId(version.id())
        .setSamples(version.samples())
        .setTrainSamples(train == null ? 0 : train.samples())
        .setShards(version.shards().size())
        .setBytes(version.splits().values().stream().mapToLong(Manifest.Count::bytes).sum())
        .setLeftOut(version.leftOut().values().stream().mapToLong(Long::longValue).sum())
        .setDeletions(version.deletions())
        .setMadeAt(now)
        .build();
  }
}
