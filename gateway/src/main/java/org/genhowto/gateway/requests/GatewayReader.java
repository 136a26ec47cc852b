package org.genhowto.gateway.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/** Takes requests, progress and results into the journal, so that a gateway knows every request. */
public final class GatewayReader implements TopicReader {
  private static final Set<String> TOPICS =
      Set.of(
          Topics.GENERATION_REQUESTS.name(),
          Topics.GENERATION_PROGRESS.name(),
          Topics.GENERATION_RESULTS.name());

  private final GatewayJournal journal;
  private final Codec<GenerationRequest> requests;
  private final Codec<GenerationProgress> progress;
  private final Codec<GenerationResult> results;

  public GatewayReader(AvroSerdes serdes, GatewayJournal journal) {
    this.journal = journal;
    this.requests = serdes.codec(Topics.GENERATION_REQUESTS);
    this.progress = serdes.codec(Topics.GENERATION_PROGRESS);
    this.results = serdes.codec(Topics.GENERATION_RESULTS);
  }

  @Override
  public Set<String> needs() {
    return TOPICS;
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    if (record.topic().equals(Topics.GENERATION_PROGRESS.name())) {
      journal.progressed(progress.decode(record.value()), record.offset());
    } else if (record.topic().equals(Topics.GENERATION_RESULTS.name())) {
      journal.ended(results.decode(record.value()));
    } else if (record.key() != null && record.value() != null) {
      // The key names the request, even where its value cannot be read.
      String requestId = new String(record.key(), UTF_8);
      if (RequestContract.isId(requestId)) {
        journal.requested(
            requestId,
            terms(record.value()),
            new RequestPlace(record.timestamp(), record.offset()));
      }
    }
  }

  private RequestTerms terms(byte[] value) throws RegistryUnavailableException {
    try {
      return RequestTerms.of(requests.decode(value), RequestTerms.Deadline.FIXED);
    } catch (UndecodableException | RuntimeException | StackOverflowError e) {
      return RequestTerms.unreadable(value); // Its worker says what is wrong with it.
    }
  }
}
