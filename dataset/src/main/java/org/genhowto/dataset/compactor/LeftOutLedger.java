package org.genhowto.dataset.compactor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.genhowto.dataset.version.LeftOut;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;

/** Tells the ledger which samples a version leaves out; told twice, it says the same. */
public final class LeftOutLedger implements AutoCloseable {
  private final Platform platform;
  private final TopicSender sender;

  public LeftOutLedger(Platform platform) {
    this.platform = platform;
    this.sender = TopicSender.of(CompactorWorker.COMPACTOR, platform);
  }

  /** What it sends with; it is closed with this. */
  TopicSender sender() {
    return sender;
  }

  /** Returns when the broker has all of it. */
  public void tell(List<LeftOut> all) throws InterruptedException, RegistryUnavailableException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (LeftOut one : all) {
      LedgerEntry entry = entry(one);
      sent.add(
          sender.send(
              Topics.LEDGER,
              Ledger.key(entry),
              sender.encode(Topics.LEDGER, entry),
              Optional.empty()));
    }
    for (Future<RecordMetadata> each : sent) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new KafkaException("the ledger was not told what a version leaves out", e.getCause());
      }
    }
  }

  /** The video has another sample where one stands for it; where none does, it ends here. */
  private LedgerEntry entry(LeftOut one) {
    return LedgerEntry.newBuilder()
        .setKind(LedgerKind.VIDEO)
        .setId(one.videoId())
        .setStage(CompactorWorker.COMPACTOR)
        .setOutcome(one.isDeleted() ? LedgerOutcome.SKIPPED : LedgerOutcome.REPEATED)
        .setReason(one.reason())
        .setSentence(
            one.of() == null ? "" : "Triplet %s stands for %s".formatted(one.of(), one.tripletId()))
        .setItem(one.tripletId())
        .setCategory(one.category())
        .setTime(platform.clock().millis())
        .setInstance(platform.instance())
        .setTopic(Topics.TRAINING_SHARDS.name())
        .setPlace(one.tar())
        .build();
  }

  @Override
  public void close() {
    sender.close();
  }
}
