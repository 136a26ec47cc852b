package org.genhowto.dataset.compactor;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.dataset.version.Cleaning;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.LeftOut;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.Segment;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the shard writer announces and makes versions of it by rule. It keeps nothing of its
 * own: where it is stands in the versions, so that it may be killed anywhere, and several do no
 * harm.
 */
final class Compactor implements TopicReader, WorkerComponent {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Platform platform;
  private final DatasetStore store;
  private final VersionCut cutter;
  private final CompactorSettings settings;
  private final LeftOutLedger ledger;
  private final VersionNews versions;
  private final Clock clock;
  private final Codec<TrainingShard> codec;
  private final List<LeftOut> owed = new ArrayList<>();
  private boolean looked;
  private boolean news = true;
  private long bytes;
  private Instant newestAt;
  private Instant pausedUntil = Instant.MIN;
  private volatile @Nullable String trouble;

  Compactor(
      Platform platform,
      DatasetStore store,
      VersionSettings versions,
      CompactorSettings settings,
      LeftOutLedger ledger) {
    this.platform = platform;
    this.store = store;
    this.cutter = new VersionCut(store, versions);
    this.settings = settings;
    this.ledger = ledger;
    this.versions = new VersionNews(store, ledger.sender());
    this.clock = platform.clock();
    this.codec = platform.serdes().codec(Topics.TRAINING_SHARDS);
    this.newestAt = clock.instant();
  }

  @Override
  public Optional<String> waiting() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void close() {
    ledger.close();
    store.close();
  }

  @Override
  public Set<String> needs() {
    return Set.of(Topics.TRAINING_SHARDS.name(), Topics.DATASET_VERSIONS.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    if (record.topic().equals(Topics.DATASET_VERSIONS.name())) {
      versions.told(record);
      return;
    }
    if (record.value() == null) {
      return;
    }
    Optional<Segment> segment = Segment.of(codec.decode(record.value()));
    if (segment.isPresent()) {
      news = true;
      bytes += segment.get().bytes();
      newestAt = clock.instant();
    }
  }

  @Override
  public void turned(Map<TopicPartition, Long> read, boolean atEnd) {
    Instant now = clock.instant();
    if (!atEnd || now.isBefore(pausedUntil)) {
      return;
    }
    try {
      tell();
      if (isDue(now)) {
        cut(now);
      }
      versions.look(now);
      trouble = null;
    } catch (IOException | KafkaException e) {
      pausedUntil = now.plus(PAUSE);
      trouble = "no version of %s can be made: %s".formatted(store, Causes.sentence(e));
      LOG.atWarn().addKeyValue("dataset", store).log("Trying again: {}", trouble);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue(Instant now) {
    return news && (bytes >= settings.bytes() || !newestAt.plus(settings.idle()).isAfter(now));
  }

  private void cut(Instant now) throws IOException, InterruptedException {
    long counted = bytes;
    Optional<VersionCut.Cut> cut = cutter.cut(Announced.read(platform));
    news = false;
    bytes -= counted;
    if (cut.isPresent()) {
      Manifest manifest = cut.get().manifest();
      owed.addAll(cut.get().leftOut());
      LOG.atInfo()
          .addKeyValue("version", manifest.version())
          .addKeyValue("samples", manifest.samples())
          .addKeyValue("shards", manifest.shards().size())
          .addKeyValue("leftOut", cut.get().leftOut().size())
          .log("Made a version of the dataset");
    }
    new Cleaning(store).clean(settings.keepVersions(), settings.grace(), now);
    tell();
  }

  /** What the version before this start left out may not have been told. */
  private void tell() throws IOException, InterruptedException {
    if (!looked) {
      Optional<Manifest> newest = store.latest();
      if (newest.isPresent()) {
        owed.addAll(store.leftOut(newest.get().version()));
      }
      looked = true;
    }
    if (!owed.isEmpty()) {
      ledger.tell(owed);
      owed.clear();
    }
  }
}
