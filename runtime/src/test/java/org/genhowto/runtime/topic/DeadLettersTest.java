package org.genhowto.runtime.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.assertj.core.groups.Tuple;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.runtime.topic.DeadLetters.Repeat;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final LetterQuery ALL = LetterQuery.ALL;

  private final LetterBench bench = LetterBench.complete();

  @Test
  void letters_are_listed_with_what_is_known() {
    bench.letter(17, "video is gone");
    bench.letter(18, "not a video");

    assertThat(listed())
        .extracting(e -> e.letter().origin().offset(), e -> e.letter().reason().message())
        .containsExactly(Tuple.tuple(17L, "video is gone"), Tuple.tuple(18L, "not a video"));
    assertThat(listed().get(0).fields())
        .containsEntry("letterId", "ingest:video-references-3@17")
        .containsEntry("position", "0")
        .containsEntry("state", "open")
        .containsEntry("key", "video-17")
        .containsEntry("attempts", 5)
        .containsEntry("failures", 1)
        .containsEntry("firstFailure", LetterBench.NOW.toString());
  }

  @Test
  void a_replay_goes_to_its_worker_alone_as_the_original_and_where_it_comes_from() {
    bench.letter(17, "video is gone");

    assertThat(replay(ALL, Repeat.REFUSED)).singleElement().isInstanceOf(LetterVerdict.Done.class);

    ConsumerRecord<byte[], byte[]> replayed = only(bench.all(LetterBench.REPLAYS));
    assertThat(bench.all(LetterBench.LETTERS)).hasSize(1);
    assertThat(replayed.partition()).isEqualTo(3);
    assertThat(replayed.key()).isEqualTo(LetterBench.bytes("video-17"));
    assertThat(replayed.value()).isEqualTo(new byte[] {17});
    assertThat(headers(replayed))
        .isEqualTo(
            Map.of(
                "traceparent", "t",
                "replay-letter", "0",
                "replay-topic", "video-references",
                "replay-partition", "3",
                "replay-offset", "17",
                "replay-attempts", "5",
                "replay-failures", "1",
                "replay-first-time", LetterBench.NOW.toString(),
                "replay-time", LetterBench.NOW.toString()));
    assertThat(listed()).extracting(LetterEntry::status).containsExactly(LetterStatus.REPLAYED);
  }

  @Test
  void a_letter_is_replayed_once_unless_a_person_insists() {
    bench.letter(17, "video is gone");
    replay(ALL, Repeat.REFUSED);

    assertThat(replay(ALL, Repeat.REFUSED))
        .singleElement()
        .isEqualTo(
            new LetterVerdict.Refused(
                new LetterPosition(0, 0),
                "it was replayed and waits for its worker (anna at 2026-01-02T03:04:05Z)"));
    assertThat(bench.all(LetterBench.REPLAYS)).hasSize(1);

    replay(ALL, Repeat.FORCED);
    assertThat(bench.all(LetterBench.REPLAYS)).hasSize(2);
  }

  @Test
  void whoever_comes_second_shuts_out_the_first_and_the_letter_goes_once() {
    bench.letter(17, "video is gone");
    try (DeadLetters first = bench.letters()) {
      boolean[] begun = new boolean[1];
      LetterClients slow =
          new LetterClients() {
            @Override
            public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> reader() {
              return bench.reader();
            }

            /** Between the first one's beginning and its sends, another one is done. */
            @Override
            public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> watcher() {
              if (!begun[0]) {
                begun[0] = true;
                first.replay(LetterBench.WORKER, ALL, Repeat.REFUSED, "bert", told -> {});
              }
              return bench.watcher();
            }

            @Override
            public org.apache.kafka.clients.producer.Producer<byte[], byte[]> writer(
                String worker) {
              return bench.writer(worker);
            }
          };
      try (DeadLetters overtaken = new DeadLetters(slow, bench.serdes, bench.clock)) {
        assertThatThrownBy(
                () -> overtaken.replay(LetterBench.WORKER, ALL, Repeat.FORCED, "anna", told -> {}))
            .isInstanceOf(KafkaException.class)
            .hasMessage(
                "another command acts on the dead letters of ingest now; 0 letters were done"
                    + " before it");
      }
    }
    assertThat(bench.all(LetterBench.REPLAYS)).hasSize(1);
  }

  @Test
  void a_replay_that_fails_again_is_the_same_entry_with_its_history() {
    bench.letter(17, "video is gone");
    replay(ALL, Repeat.REFUSED);
    failsAgain("still gone");

    LetterEntry entry = only(listed());
    assertThat(entry.status()).isEqualTo(LetterStatus.FAILED_AGAIN);
    assertThat(entry.letter().failures()).isEqualTo(2);
    assertThat(entry.letter().attempts()).isEqualTo(8);
    assertThat(entry.letter().reason().message()).isEqualTo("still gone");
    assertThat(entry.letter().id()).isEqualTo("ingest:video-references-3@17");
    try (DeadLetters letters = bench.letters()) {
      assertThat(letters.find(LetterBench.WORKER, new LetterPosition(0, 1)).orElseThrow().history())
          .extracting(letter -> letter.reason().message())
          .containsExactly("video is gone", "still gone");
    }
  }

  @Test
  void a_letter_that_failed_again_may_be_replayed_again_and_goes_as_the_original() {
    bench.letter(17, "video is gone");
    replay(ALL, Repeat.REFUSED);
    failsAgain("still gone");

    assertThat(replay(ALL, Repeat.REFUSED)).hasSize(1);

    ConsumerRecord<byte[], byte[]> again = bench.all(LetterBench.REPLAYS).get(1);
    assertThat(headers(again))
        .containsEntry("replay-failures", "2")
        .containsEntry("replay-attempts", "8")
        .containsEntry("replay-topic", "video-references")
        .containsEntry("replay-offset", "17")
        .doesNotContainKeys("dead-letter-message", "dead-letter-replayed");
    assertThat(only(listed()).status()).isEqualTo(LetterStatus.REPLAYED);
  }

  @Test
  void a_superseded_letter_is_refused_with_the_newest_and_a_strange_position_too() {
    bench.letter(17, "video is gone");
    replay(ALL, Repeat.REFUSED);
    failsAgain("still gone");

    assertThat(replay(at(0, 9), Repeat.REFUSED))
        .containsExactlyInAnyOrder(
            new LetterVerdict.Refused(
                new LetterPosition(0, 0),
                "it is superseded by 1, a later failure of the same record"),
            new LetterVerdict.Refused(
                new LetterPosition(0, 9), "there is no such letter of ingest"));
  }

  @Test
  void a_replay_that_ends_well_resolves_its_letter() throws Exception {
    bench.letter(17, "video is gone");
    replay(ALL, Repeat.REFUSED);
    ConsumerRecord<byte[], byte[]> replayed = only(bench.all(LetterBench.REPLAYS));
    LetterStates states = new LetterStates(LetterBench.WORKER, bench.serdes, bench.clock);

    bench.append(states.resolved(replayed).orElseThrow());

    assertThat(only(listed()).status()).isEqualTo(LetterStatus.RESOLVED);
    assertThat(states.resolved(LetterBench.original(17))).isEmpty();
    assertThat(replay(ALL, Repeat.REFUSED))
        .singleElement()
        .isInstanceOf(LetterVerdict.Refused.class);
  }

  @Test
  void a_discarded_letter_keeps_reason_and_actor_and_is_not_replayed() {
    bench.letter(17, "video is gone");
    List<LetterVerdict> told = new ArrayList<>();
    with(
        letters ->
            letters.discard(
                LetterBench.WORKER,
                Set.of(new LetterPosition(0, 0)),
                "the owner took it down",
                "anna",
                told::add));

    assertThat(told).singleElement().isInstanceOf(LetterVerdict.Done.class);
    LetterEntry entry = only(listed());
    assertThat(entry.status()).isEqualTo(LetterStatus.DISCARDED);
    assertThat(entry.state().flatMap(DeadLetterState::getReason))
        .contains("the owner took it down");
    assertThat(replay(ALL, Repeat.REFUSED))
        .singleElement()
        .isInstanceOf(LetterVerdict.Refused.class);
    assertThat(bench.all(LetterBench.REPLAYS)).isEmpty();
  }

  @Test
  void junk_in_the_topic_is_listed_as_unreadable_and_never_replayed() {
    bench.append(new ProducerRecord<>(LetterBench.LETTERS, null, null));
    bench.append(new ProducerRecord<>(LetterBench.LETTERS, new byte[] {-1}, new byte[] {-2}));
    ProducerRecord<byte[], byte[]> half =
        new ProducerRecord<>(LetterBench.LETTERS, null, new byte[] {1});
    half.headers().add("dead-letter-partition", LetterBench.bytes("minus one"));
    half.headers().add("dead-letter-topic", null);
    bench.append(half);
    bench.letter(17, "video is gone");

    assertThat(listed())
        .extracting(entry -> entry.letter().readable())
        .containsExactly(false, false, false, true);
    assertThat(replay(ALL, Repeat.FORCED))
        .filteredOn(LetterVerdict.Done.class::isInstance)
        .hasSize(1);
    assertThat(bench.all(LetterBench.REPLAYS)).hasSize(1);
  }

  @Test
  void junk_among_the_states_is_passed_over() {
    bench.letter(17, "video is gone");
    String states = Topics.DEAD_LETTER_STATES.name();
    bench.append(new ProducerRecord<>(states, null, null));
    bench.append(new ProducerRecord<>(states, new byte[] {1}, new byte[] {2}));

    assertThat(only(listed()).status()).isEqualTo(LetterStatus.OPEN);
  }

  @Test
  void letters_are_chosen_by_reason_time_state_and_key() {
    bench.letter(17, "video is GONE");
    bench.letter(18, "not a video");

    assertThat(list(query(Optional.of("gone"), Set.of(), Optional.empty()))).hasSize(1);
    assertThat(list(query(Optional.of("rejected: NOT"), Set.of(), Optional.empty()))).hasSize(1);
    assertThat(list(query(Optional.empty(), Set.of(LetterStatus.RESOLVED), Optional.empty())))
        .isEmpty();
    assertThat(list(query(Optional.empty(), Set.of(), Optional.of(LetterBench.NOW)))).hasSize(2);
    assertThat(list(query(Optional.empty(), Set.of(), Optional.of(LetterBench.NOW.plusMillis(1)))))
        .isEmpty();
  }

  @Test
  void a_trial_says_what_would_be_done_and_does_nothing() {
    bench.letter(17, "video is gone");
    List<LetterVerdict> told = new ArrayList<>();
    with(letters -> letters.tryReplay(LetterBench.WORKER, ALL, Repeat.REFUSED, told::add));

    assertThat(told).singleElement().isInstanceOf(LetterVerdict.Done.class);
    assertThat(bench.producers).isEmpty();
  }

  @Test
  void a_missing_topic_is_named() {
    LetterBench empty = new LetterBench("video-references");
    try (DeadLetters letters = empty.letters()) {
      assertThat(letters.workers()).isEmpty();
      assertThatThrownBy(() -> letters.list("ingest", ALL))
          .isInstanceOf(AbsentTopicException.class)
          .hasMessage(
              "there is no topic ingest.dead-letters on this cluster; `genhowto topics create`"
                  + " makes what is missing");
    }
  }

  @Test
  void headers_that_the_original_brought_under_our_names_come_back() {
    ConsumerRecord<byte[], byte[]> original = LetterBench.original(17);
    original.headers().add("dead-letter-message", LetterBench.bytes("theirs"));
    original.headers().add("replay-offset", LetterBench.bytes("5"));
    bench.append(
        DeadLetter.of(
            original, LetterBench.WORKER, DeadLetter.Reason.rejected("ours", 1), LetterBench.NOW));

    assertThat(only(listed()).letter().reason().message()).isEqualTo("ours");
    assertThat(only(listed()).letter().origin().offset()).isEqualTo(17);
    replay(ALL, Repeat.REFUSED);
    ConsumerRecord<byte[], byte[]> replayed = only(bench.all(LetterBench.REPLAYS));
    assertThat(replayed.headers().headers("dead-letter-message"))
        .singleElement()
        .satisfies(header -> assertThat(header.value()).isEqualTo(LetterBench.bytes("theirs")));
  }

  private void failsAgain(String message) {
    List<ConsumerRecord<byte[], byte[]>> replays = bench.all(LetterBench.REPLAYS);
    bench.append(
        DeadLetter.of(
            replays.get(replays.size() - 1),
            LetterBench.WORKER,
            DeadLetter.Reason.rejected(message, 3),
            LetterBench.NOW.plusSeconds(60)));
  }

  private List<LetterVerdict> replay(LetterQuery query, Repeat repeat) {
    List<LetterVerdict> told = new ArrayList<>();
    with(letters -> letters.replay(LetterBench.WORKER, query, repeat, "anna", told::add));
    return told;
  }

  private List<LetterEntry> listed() {
    return list(ALL);
  }

  private List<LetterEntry> list(LetterQuery query) {
    try (DeadLetters letters = bench.letters()) {
      return letters.list(LetterBench.WORKER, query);
    }
  }

  private void with(Consumer<DeadLetters> use) {
    try (DeadLetters letters = bench.letters()) {
      use.accept(letters);
    }
  }

  private static LetterQuery at(long... offsets) {
    return LetterQuery.at(
        java.util.Arrays.stream(offsets)
            .mapToObj(offset -> new LetterPosition(0, offset))
            .collect(Collectors.toSet()));
  }

  private static LetterQuery query(
      Optional<String> reason, Set<LetterStatus> states, Optional<java.time.Instant> since) {
    return new LetterQuery(Set.of(), states, Optional.empty(), reason, since);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
    return java.util.Arrays.stream(record.headers().toArray())
        .collect(
            Collectors.toMap(
                header -> header.key(),
                header -> new String(header.value(), StandardCharsets.UTF_8)));
  }
}
