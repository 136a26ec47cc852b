package org.genhowto.runtime.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.queue.EndedRequests.Ended;
import org.genhowto.runtime.queue.OpenRequest.Kind;
import org.genhowto.runtime.record.Origin;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationClaim;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;

/** Reads the logs of the queue into {@link OpenRequests} and {@link Members}. */
final class QueueReader implements TopicReader {
  private final String replays;
  private final Codec<GenerationRequest> requests;
  private final Codec<GenerationControl> controls;
  private final Codec<GenerationResult> results;
  private final Codec<GenerationClaim> claims;
  private final OpenRequests open;
  private final Members members;
  private final QueuePositions positions;
  private final Listener listener;

  /** Is told on the reader's thread. */
  interface Listener {
    /** A claim was read. */
    void claimed(GenerationClaim claim, boolean counts);

    /** Some records were read, or none for a while. */
    void turned();

    /** A record came in, which may be wanted again soon. */
    default void arrived(ConsumerRecord<byte[], byte[]> record) {}
  }

  QueueReader(
      String worker,
      AvroSerdes serdes,
      OpenRequests open,
      Members members,
      QueuePositions positions,
      Listener listener) {
    this.replays = Topics.replays(worker);
    this.requests = serdes.codec(Topics.GENERATION_REQUESTS);
    this.controls = serdes.codec(Topics.GENERATION_CONTROL);
    this.results = serdes.codec(Topics.GENERATION_RESULTS);
    this.claims = serdes.codec(Topics.GENERATION_CLAIMS);
    this.open = open;
    this.members = members;
    this.positions = positions;
    this.listener = listener;
  }

  @Override
  public Set<String> needs() {
    return Set.of(
        replays,
        Topics.GENERATION_REQUESTS.name(),
        Topics.GENERATION_CONTROL.name(),
        Topics.GENERATION_RESULTS.name(),
        Topics.GENERATION_CLAIMS.name());
  }

  @Override
  public OptionalLong from(TopicPartition partition) {
    return positions.from(partition);
  }

  @Override
  public void turned(Map<TopicPartition, Long> read, boolean atEnd) {
    positions.turned(read, atEnd);
    listener.turned();
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    String topic = record.topic();
    if (topic.equals(Topics.GENERATION_CLAIMS.name())) {
      claim(claims.decode(record.value()));
    } else if (topic.equals(Topics.GENERATION_RESULTS.name())) {
      result(record, results.decode(record.value()));
    } else if (topic.equals(Topics.GENERATION_CONTROL.name())) {
      GenerationControl control = controls.decode(record.value());
      if (control.getControl() == Control.CANCEL) {
        open.cancelled(control.getRequestId());
      }
    } else {
      listener.arrived(record);
      open.requested(request(record));
    }
  }

  private void claim(GenerationClaim claim) {
    members.heard(claim);
    switch (claim.getKind()) {
      case CLAIM -> listener.claimed(claim, open.claimed(claim));
      case RELEASE -> open.released(claim.getSubject(), claim.getMember());
      case DONE -> open.done(claim.getSubject(), ClaimTable.place(claim));
      case LEAVE -> open.left(claim.getMember());
      case ALIVE -> {}
    }
  }

  private void result(ConsumerRecord<byte[], byte[]> record, GenerationResult result) {
    List<BlobRef> images = new ArrayList<>();
    for (GeneratedImage image : result.getImages()) {
      images.add(image.getImage());
    }
    open.ended(
        result.getRequestId(),
        new Ended(result.getStatus(), images, place(record).orElse(null), result.getRequestHash()));
    if (result.getStatus() == GenerationStatus.SUCCEEDED
        && !result.getAnswerKey().isEmpty()
        && !images.isEmpty()) {
      String first = result.getSameAs().orElse(result.getRequestId());
      open.answered(result.getAnswerKey(), new EarlierAnswer(first, result.getImages()));
    }
  }

  /** The place of the request that a result answers stands in its message id. */
  private static Optional<Origin> place(ConsumerRecord<byte[], byte[]> record) {
    return Provenance.text(record.headers(), Provenance.MESSAGE_ID)
        .map(id -> id.substring(id.indexOf(':') + 1))
        .filter(id -> id.indexOf('#') > 0)
        .flatMap(id -> Origin.parse(id.substring(0, id.indexOf('#'))));
  }

  /** What is known of a request without its images. */
  private OpenRequest request(ConsumerRecord<byte[], byte[]> record)
      throws RegistryUnavailableException {
    Origin place = new Origin(record.topic(), record.partition(), record.offset());
    Instant arrival = Instant.ofEpochMilli(record.timestamp());
    GenerationRequest request = decode(record);
    if (request == null || !RequestContract.isId(request.getRequestId())) {
      OpenRequest.Terms terms =
          new OpenRequest.Terms(Priority.HIGH, arrival, null, null, null, null);
      return new OpenRequest(place, place.toString(), Kind.UNREADABLE, null, terms, "");
    }
    OpenRequest.Terms terms =
        new OpenRequest.Terms(
            request.getPriority(),
            arrival,
            request.getDeadline().map(Instant::ofEpochMilli).orElse(null),
            request.getSupersedeKey().map(key -> own(request, key)).orElse(null),
            request.getEarlier().map(EarlierImage::getRequestId).orElse(null),
            request.getReplyTopic().filter(RequestContract::isReplyTopic).orElse(null));
    Kind kind = record.topic().equals(replays) ? Kind.REPLAYED : Kind.FIRST;
    OpenRequest read =
        new OpenRequest(
            place,
            request.getRequestId(),
            Kind.FIRST,
            request.getRequestId(),
            terms,
            RequestHash.of(request));
    return read.as(kind);
  }

  private @Nullable GenerationRequest decode(ConsumerRecord<byte[], byte[]> record)
      throws RegistryUnavailableException {
    try {
      return requests.decode(record.value());
    } catch (UndecodableException | RuntimeException | StackOverflowError e) {
      return null; // Whoever claims it makes a dead letter of it, and says why.
    }
  }

  /** One client's key ends no other client's requests; no name has a slash. */
  private static String own(GenerationRequest request, String key) {
    return request.getClient().isEmpty() ? key : request.getClient() + "/" + key;
  }
}
