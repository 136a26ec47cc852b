package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.record.Origin;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.schemas.ClaimKind;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationClaim;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;

/** Writes claims. None is waited for: what counts is what is read of them. */
final class ClaimWriter implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final Codec<GenerationClaim> codec;

  /**
   * @param producer belongs to this from now on
   */
  ClaimWriter(Producer<byte[], byte[]> producer, Codec<GenerationClaim> codec) {
    this.producer = producer;
    this.codec = codec;
  }

  /**
   * @throws KafkaException it cannot even be begun
   */
  Future<RecordMetadata> claim(String member, OpenRequest request, String previous) {
    return send(
        of(ClaimKind.CLAIM, member, request.subject(), request.place())
            .setPrevious(previous)
            .build());
  }

  Future<RecordMetadata> release(String member, OpenRequest request) {
    return send(of(ClaimKind.RELEASE, member, request.subject(), request.place()).build());
  }

  Future<RecordMetadata> done(String member, OpenRequest request) {
    return send(of(ClaimKind.DONE, member, request.subject(), request.place()).build());
  }

  Future<RecordMetadata> alive(String member, int capacity, long meanMillis, Duration lease) {
    return send(
        GenerationClaim.newBuilder()
            .setKind(ClaimKind.ALIVE)
            .setMember(member)
            .setCapacity(capacity)
            .setMeanMillis(meanMillis)
            .setLeaseMillis(lease.toMillis())
            .build());
  }

  Future<RecordMetadata> leave(String member) {
    return send(GenerationClaim.newBuilder().setKind(ClaimKind.LEAVE).setMember(member).build());
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  private static GenerationClaim.Builder of(
      ClaimKind kind, String member, String subject, Origin place) {
    return GenerationClaim.newBuilder()
        .setKind(kind)
        .setMember(member)
        .setSubject(subject)
        .setTopic(place.topic())
        .setPartition(place.partition())
        .setOffset(place.offset());
  }

  private Future<RecordMetadata> send(GenerationClaim claim) {
    String key = claim.getSubject().isEmpty() ? claim.getMember() : claim.getSubject();
    try {
      return producer.send(
          new ProducerRecord<>(
              Topics.GENERATION_CLAIMS.name(), Provenance.bytes(key), codec.encode(claim)));
    } catch (RegistryUnavailableException e) {
      throw new KafkaException(e.getMessage(), e);
    }
  }
}
