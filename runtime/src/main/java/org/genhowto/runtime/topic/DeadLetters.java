package org.genhowto.runtime.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.schemas.Topics;

/**
 * Reads the dead letters of a worker, and sends them back to where they came from. The letters stay
 * in their topic as its record of failures; a replay is a new record with the original key, value
 * and headers.
 */
public final class DeadLetters implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;

  public static DeadLetters open(KafkaConnection kafka) {
    KafkaClients clients = KafkaClients.of(kafka, "dead-letters");
    return new DeadLetters(clients.reader(), clients.producer());
  }

  DeadLetters(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
    this.consumer = consumer;
    this.producer = producer;
  }

  /** Every dead letter of a worker that is there now, oldest first. */
  public List<DeadLetter> list(String worker) {
    return read(worker).stream().map(DeadLetter::read).toList();
  }

  /**
   * Sends dead letters back to the topics they came from, and waits until they are written.
   *
   * @return the letters that were sent
   */
  public List<DeadLetter> replay(String worker, Predicate<DeadLetter> chosen)
      throws InterruptedException {
    List<DeadLetter> sent = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> written : read(worker)) {
      DeadLetter letter = DeadLetter.read(written);
      if (chosen.test(letter)) {
        send(letter, written);
        sent.add(letter);
      }
    }
    return sent;
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }

  private void send(DeadLetter letter, ConsumerRecord<byte[], byte[]> written)
      throws InterruptedException {
    Headers headers = DeadLetter.originalHeaders(written.headers());
    int earlier =
        Provenance.text(headers, DeadLetter.EARLIER_ATTEMPTS).map(Integer::parseInt).orElse(0)
            + letter.attempts();
    headers
        .remove(DeadLetter.EARLIER_ATTEMPTS)
        .add(DeadLetter.EARLIER_ATTEMPTS, Provenance.bytes(Integer.toString(earlier)));
    try {
      producer
          .send(new ProducerRecord<>(letter.topic(), null, written.key(), written.value(), headers))
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "dead letter %d of %s was not replayed to %s"
              .formatted(letter.position(), letter.worker(), letter.topic()),
          e.getCause());
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String worker) {
    return TopicContents.read(consumer, Topics.deadLetters(worker));
  }
}
