package org.genhowto.runtime.topic;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;

/** The Kafka clients of {@link DeadLetters}; tests put others in their place. */
interface LetterClients {
  /** Reads committed records. */
  Consumer<byte[], byte[]> reader();

  /** Tells where topics end, with what is not committed yet. */
  Consumer<byte[], byte[]> watcher();

  /**
   * Writes for one worker. There is one such producer on the whole cluster: one that comes shuts
   * out the former and ends its transaction.
   */
  Producer<byte[], byte[]> writer(String worker);

  /** Clients that give up in time to answer a person. */
  static LetterClients of(KafkaConnection kafka, String clientId) {
    KafkaClients clients = KafkaClients.of(kafka, clientId);
    return new LetterClients() {
      @Override
      public Consumer<byte[], byte[]> reader() {
        return clients.consumer(Map.of("default.api.timeout.ms", 20_000));
      }

      @Override
      public Consumer<byte[], byte[]> watcher() {
        return clients.consumer(
            Map.of("default.api.timeout.ms", 20_000, "isolation.level", "read_uncommitted"));
      }

      @Override
      public Producer<byte[], byte[]> writer(String worker) {
        return clients.transactionalProducer("genhowto-replays-of-" + worker);
      }
    };
  }
}
