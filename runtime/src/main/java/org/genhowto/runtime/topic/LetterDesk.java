package org.genhowto.runtime.topic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;

/** Goes through the letters of one worker and says of each that is meant what becomes of it. */
final class LetterDesk {
  private final LetterTopics topics;
  private final String worker;
  private final Map<String, DeadLetterState> states;
  private final List<TopicPartition> partitions;
  private final NewestLetters newest = new NewestLetters();

  /** What may be done about a letter, and with what. */
  interface Act {
    /** Why it may not be done; empty where it may. */
    Optional<String> objection(LetterEntry entry);

    /** What is to be written. */
    List<ProducerRecord<byte[], byte[]>> records(
        LetterEntry entry, ConsumerRecord<byte[], byte[]> written)
        throws RegistryUnavailableException;
  }

  /** Takes what is to be written for a letter. */
  interface Outbox {
    void add(LetterEntry entry, ConsumerRecord<byte[], byte[]> written);
  }

  LetterDesk(LetterTopics topics, String worker, Map<String, DeadLetterState> states) {
    this.topics = topics;
    this.worker = worker;
    this.states = states;
    this.partitions = topics.present(Topics.deadLetters(worker));
    topics.scan(partitions, record -> newest.add(DeadLetter.read(record)));
  }

  /** Every record that became a dead letter and is meant, once, as its newest letter. */
  void each(LetterQuery query, Outbox visitor) {
    topics.scan(
        partitions,
        record -> {
          LetterEntry entry = entry(DeadLetter.read(record));
          if (newest.isNewest(entry.letter()) && query.matches(entry)) {
            visitor.add(entry, record);
          }
        });
  }

  /** Tells of positions that are asked for and cannot be meant. */
  void tellStrangers(Set<LetterPosition> asked, Consumer<LetterVerdict> told) {
    if (asked.isEmpty()) {
      return;
    }
    Set<LetterPosition> absent = new HashSet<>(asked);
    List<LetterVerdict> superseded = new ArrayList<>();
    topics.scan(
        partitions,
        record -> {
          DeadLetter letter = DeadLetter.read(record);
          if (absent.remove(letter.position()) && !newest.isNewest(letter)) {
            superseded.add(
                new LetterVerdict.Refused(
                    letter.position(),
                    "it is superseded by %s, a later failure of the same record"
                        .formatted(newest.newest(letter))));
          }
        });
    superseded.forEach(told);
    absent.stream()
        .map(at -> new LetterVerdict.Refused(at, "there is no such letter of " + worker))
        .forEach(told);
  }

  LetterEntry entry(DeadLetter letter) {
    return new LetterEntry(letter, states.get(letter.id()));
  }
}
