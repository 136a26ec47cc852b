package org.genhowto.runtime.topic;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.runtime.record.Replay;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.DeadLetterAction;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;

/**
 * Reads the dead letters of workers, sends them to their worker once more, or gives them up. The
 * letters stay in their topic as its record of failures; what was done about them stands in
 * dead-letter-states.
 *
 * <p>Why a letter is replayed once, however many people do it at the same time: all writes go
 * through a producer with one transactional id for each worker. Whoever comes shuts out the one
 * before, and only then reads the states, up to the end of everything that is written: it sees what
 * the former committed, and the former commits nothing any more.
 *
 * <p>Not for several threads at once.
 */
public final class DeadLetters implements AutoCloseable {
  private final LetterClients clients;
  private final AvroSerdes serdes;
  private final Clock clock;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final LetterTopics topics;

  /** Whether what was done already is done again. */
  public enum Repeat {
    /** A letter that waits, is resolved or was given up is refused. */
    REFUSED,
    /** It is done all the same, as a person insists. */
    FORCED
  }

  /** A letter with all that stands there. */
  public record Found(
      LetterEntry entry, ConsumerRecord<byte[], byte[]> written, List<DeadLetter> history) {
    public Found {
      history = List.copyOf(history);
    }
  }

  /**
   * @param serdes belong to the caller
   */
  public static DeadLetters open(KafkaConnection kafka, AvroSerdes serdes, Clock clock) {
    return new DeadLetters(LetterClients.of(kafka, "dead-letters"), serdes, clock);
  }

  DeadLetters(LetterClients clients, AvroSerdes serdes, Clock clock) {
    this.clients = clients;
    this.serdes = serdes;
    this.clock = clock;
    this.consumer = clients.reader();
    this.topics = new LetterTopics(consumer, serdes.codec(Topics.DEAD_LETTER_STATES));
  }

  /** Workers that have a dead letter topic on this cluster. */
  public List<String> workers() {
    return topics.workers();
  }

  /** Every record of a worker that became a dead letter and is meant, once, oldest letter first. */
  public void each(String worker, LetterQuery query, Consumer<LetterEntry> visitor) {
    new LetterDesk(topics, worker, topics.states(Set.of(worker)))
        .each(query, (entry, written) -> visitor.accept(entry));
  }

  /** The same as a list, for topics that are known to be small. */
  public List<LetterEntry> list(String worker, LetterQuery query) {
    List<LetterEntry> entries = new ArrayList<>();
    each(worker, query, entries::add);
    return entries;
  }

  /** One letter, with all failures of its record, oldest first. */
  public Optional<Found> find(String worker, LetterPosition position) {
    Optional<ConsumerRecord<byte[], byte[]>> written = topics.at(worker, position);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    DeadLetter letter = DeadLetter.read(written.get());
    List<DeadLetter> history = new ArrayList<>();
    topics.scan(
        topics.present(Topics.deadLetters(worker)),
        record -> {
          DeadLetter other = DeadLetter.read(record);
          if (other.id().equals(letter.id())) {
            history.add(other);
          }
        });
    DeadLetterState state = topics.states(Set.of(worker)).get(letter.id());
    return Optional.of(new Found(new LetterEntry(letter, state), written.get(), history));
  }

  /** Says what a replay would do, and does nothing. */
  public void tryReplay(
      String worker, LetterQuery chosen, Repeat repeat, Consumer<LetterVerdict> told) {
    Replaying act = new Replaying(worker, "nobody", repeat);
    LetterDesk desk = new LetterDesk(topics, worker, topics.states(Set.of(worker)));
    desk.tellStrangers(chosen.positions(), told);
    desk.each(
        chosen,
        (entry, written) ->
            told.accept(
                act.objection(entry)
                    .<LetterVerdict>map(why -> refused(entry, why))
                    .orElseGet(() -> new LetterVerdict.Done(entry))));
  }

  /**
   * Sends letters to their worker once more.
   *
   * @param actor who does it
   * @param told of every letter that is meant, once it is certain what became of it
   */
  public void replay(
      String worker,
      LetterQuery chosen,
      Repeat repeat,
      String actor,
      Consumer<LetterVerdict> told) {
    act(worker, chosen, new Replaying(worker, actor, repeat), told);
  }

  /**
   * Gives letters up: nobody waits for them any more.
   *
   * @param reason why
   */
  public void discard(
      String worker,
      Collection<LetterPosition> positions,
      String reason,
      String actor,
      Consumer<LetterVerdict> told) {
    topics.present(Topics.deadLetters(worker));
    act(worker, LetterQuery.at(Set.copyOf(positions)), new Discarding(worker, actor, reason), told);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void act(
      String worker, LetterQuery chosen, LetterDesk.Act act, Consumer<LetterVerdict> told) {
    List<TopicPartition> states = topics.present(Topics.DEAD_LETTER_STATES.name());
    try (Producer<byte[], byte[]> producer = clients.writer(worker)) {
      LetterTransactions transactions = new LetterTransactions(producer, worker, told);
      transactions.begin();
      LetterDesk desk =
          new LetterDesk(topics, worker, topics.states(Set.of(worker), written(states)));
      desk.tellStrangers(chosen.positions(), told);
      desk.each(
          chosen,
          (entry, letter) ->
              act.objection(entry)
                  .ifPresentOrElse(
                      why -> told.accept(refused(entry, why)),
                      () -> transactions.act(act, entry, letter)));
      transactions.commit();
    }
  }

  /** Where topics end, with what is not committed yet: others may hold a transaction open there. */
  private Map<TopicPartition, Long> written(List<TopicPartition> partitions) {
    try (var watcher = clients.watcher()) {
      return watcher.endOffsets(partitions);
    }
  }

  private static LetterVerdict refused(LetterEntry entry, String why) {
    return new LetterVerdict.Refused(entry.letter().position(), why);
  }

  /** What speaks against acting on a letter that waits for nobody. */
  private static Optional<String> settled(LetterEntry entry) {
    LetterStatus status = entry.status();
    String sentence =
        switch (status) {
          case OPEN, FAILED_AGAIN -> "";
          case REPLAYED -> "it was replayed and waits for its worker";
          case RESOLVED -> "its replay ended well";
          case DISCARDED -> "it was discarded";
        };
    return sentence.isEmpty()
        ? Optional.empty()
        : Optional.of(
            entry
                .state()
                .map(
                    state ->
                        "%s (%s at %s)"
                            .formatted(
                                sentence, state.getActor(), Instant.ofEpochMilli(state.getAt())))
                .orElse(sentence));
  }

  /** A replay: the record itself, and the state that says so, in one transaction. */
  private final class Replaying implements LetterDesk.Act {
    private final LetterStates states;
    private final int partitions;
    private final String actor;
    private final Repeat repeat;

    Replaying(String worker, String actor, Repeat repeat) {
      topics.present(Topics.deadLetters(worker));
      this.states = new LetterStates(worker, serdes, clock);
      this.partitions = topics.present(Topics.replays(worker)).size();
      this.actor = actor;
      this.repeat = repeat;
    }

    @Override
    public Optional<String> objection(LetterEntry entry) {
      if (!entry.letter().readable()) {
        return Optional.of("it is no dead letter that can be read");
      }
      return repeat == Repeat.FORCED ? Optional.empty() : settled(entry);
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> records(
        LetterEntry entry, ConsumerRecord<byte[], byte[]> written)
        throws RegistryUnavailableException {
      return List.of(
          Replay.record(entry.letter(), written, partitions, clock.instant()),
          states.acted(entry.letter(), DeadLetterAction.REPLAYED, actor, Optional.empty()));
    }
  }

  /** A letter that is given up. */
  private final class Discarding implements LetterDesk.Act {
    private final LetterStates states;
    private final String actor;
    private final String reason;

    Discarding(String worker, String actor, String reason) {
      this.states = new LetterStates(worker, serdes, clock);
      this.actor = actor;
      this.reason = reason;
    }

    @Override
    public Optional<String> objection(LetterEntry entry) {
      return settled(entry);
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> records(
        LetterEntry entry, ConsumerRecord<byte[], byte[]> written)
        throws RegistryUnavailableException {
      return List.of(
          states.acted(entry.letter(), DeadLetterAction.DISCARDED, actor, Optional.of(reason)));
    }
  }
}
