package org.genhowto.runtime.ledger;

import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.record.Origin;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;

/**
 * Reads the ledger, and the topics in which videos and requests wait before any worker has written
 * of them. What it reads there becomes entries of the stages {@value #REFERENCED}, {@value
 * #REQUESTED} and {@value #RUNNING}, which nobody writes.
 */
public final class LedgerReader implements TopicReader {
  public static final String REFERENCED = "referenced";
  public static final String REQUESTED = "requested";
  public static final String RUNNING = "running";

  private static final Set<String> TOPICS =
      Set.of(
          Topics.LEDGER.name(),
          Topics.VIDEO_REFERENCES.name(),
          Topics.GENERATION_REQUESTS.name(),
          Topics.GENERATION_PROGRESS.name());

  private final Codec<LedgerEntry> ledger;
  private final Codec<VideoReference> references;
  private final Codec<GenerationRequest> requests;
  private final Codec<GenerationProgress> progress;
  private final Sink sink;

  /** Takes an entry with its offset. */
  @FunctionalInterface
  public interface Sink {
    void add(LedgerEntry entry, long offset);
  }

  public LedgerReader(AvroSerdes serdes, Sink sink) {
    this.ledger = serdes.codec(Topics.LEDGER);
    this.references = serdes.codec(Topics.VIDEO_REFERENCES);
    this.requests = serdes.codec(Topics.GENERATION_REQUESTS);
    this.progress = serdes.codec(Topics.GENERATION_PROGRESS);
    this.sink = sink;
  }

  /** The topics it reads. */
  public static Set<String> topics() {
    return TOPICS;
  }

  /** None: where there is no ledger yet, nothing stands in it. */
  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public boolean reads(String topic) {
    return TOPICS.contains(topic);
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    if (record.topic().equals(Topics.LEDGER.name())) {
      sink.add(ledger.decode(record.value()), record.offset());
    } else if (record.topic().equals(Topics.VIDEO_REFERENCES.name())) {
      waiting(record, decoded(references, record), REFERENCED);
    } else if (record.topic().equals(Topics.GENERATION_REQUESTS.name())) {
      waiting(record, decoded(requests, record), REQUESTED);
    } else {
      waiting(record, Optional.of(progress.decode(record.value())), RUNNING);
    }
  }

  /** What cannot be decoded waits too: its worker is to make a dead letter of it. */
  private static <V extends SpecificRecord> Optional<V> decoded(
      Codec<V> codec, ConsumerRecord<byte[], byte[]> record) throws RegistryUnavailableException {
    try {
      return Optional.of(codec.decode(record.value()));
    } catch (UndecodableException e) {
      return Optional.empty();
    }
  }

  private void waiting(
      ConsumerRecord<byte[], byte[]> record,
      Optional<? extends SpecificRecord> value,
      String stage) {
    LedgerSubject subject = LedgerSubject.of(Origin.of(record), record.key(), value.orElse(null));
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setKind(subject.kind())
            .setId(subject.id())
            .setCategory(Ledger.shortened(subject.category()))
            .setStage(stage)
            .setOutcome(LedgerOutcome.EMITTED)
            .setTime(record.timestamp())
            .setTopic("") // It stands before every stage that reads a topic.
            .setPlace("%d@%d".formatted(record.partition(), record.offset()))
            .setMessageId(Ledger.header(record, Provenance.MESSAGE_ID))
            .setTraceparent(Ledger.header(record, Provenance.TRACEPARENT));
    value
        .filter(VideoReference.class::isInstance)
        .map(VideoReference.class::cast)
        .ifPresent(reference -> entry.setItem(Ledger.shortened(reference.getUri())));
    value
        .filter(GenerationRequest.class::isInstance)
        .map(GenerationRequest.class::cast)
        .ifPresent(request -> entry.setItem(Ledger.shortened(request.getPrompt())));
    sink.add(entry.build(), record.offset());
  }
}
