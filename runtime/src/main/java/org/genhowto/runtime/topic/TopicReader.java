package org.genhowto.runtime.topic;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.UndecodableException;

/** Takes in what a {@link TopicFollower} reads, on the follower's thread. */
public interface TopicReader {

  /** Names of the topics without which it knows too little to be ready. */
  Set<String> needs();

  /** Whether it takes in the records of a topic; those it needs, unless it says otherwise. */
  default boolean reads(String topic) {
    return needs().contains(topic);
  }

  /**
   * Takes in one record; those of a partition come in their order.
   *
   * @throws UndecodableException the record is passed over
   * @throws RegistryUnavailableException the record is given again after a pause
   */
  void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException;
}
