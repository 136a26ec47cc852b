package org.genhowto.runtime.topic;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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

  /** Where a partition is read from that is not yet read; empty is from its beginning. */
  default OptionalLong from(TopicPartition partition) {
    return OptionalLong.empty();
  }

  /**
   * Comes after the records of a turn, of which there may be none.
   *
   * @param read the offsets up to which all partitions are read
   * @param atEnd whether nothing more was there to read
   */
  default void turned(Map<TopicPartition, Long> read, boolean atEnd) {}

  /**
   * Takes in one record; those of a partition come in their order.
   *
   * @throws UndecodableException the record is passed over
   * @throws RegistryUnavailableException the record is given again after a pause
   */
  void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException;
}
