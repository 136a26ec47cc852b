package org.genhowto.runtime.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void outputs_of_a_replay_have_the_names_that_a_first_try_would_have_given() {
    ConsumerRecord<byte[], byte[]> original = new ConsumerRecord<>("in", 2, 17, null, null);
    original.headers().add(Provenance.MESSAGE_ID, "m".getBytes(UTF_8));
    VideoReference output =
        VideoReference.newBuilder().setVideoId("v").setUri("u").setCategory("c").build();

    assertThat(Provenance.of(replayed(original), "w", 1, 0, output))
        .isEqualTo(Provenance.of(original, "w", 1, 0, output));
  }

  @ParameterizedTest
  @CsvSource({
    "replay-partition, -1",
    "replay-partition, 99999999999",
    "replay-offset, x",
    "replay-topic, a b",
    "replay-letter, @3",
    "replay-attempts, -7",
    "replay-failures, many",
    "replay-time, yesterday",
    "replay-first-time, ''"
  })
  void headers_that_are_not_whole_make_no_replay(String name, String text) {
    ConsumerRecord<byte[], byte[]> replayed =
        replayed(new ConsumerRecord<>("in", 2, 17, null, null));
    assertThat(Replay.of(replayed)).isPresent();

    replayed.headers().add(name, text.getBytes(UTF_8));

    assertThat(Replay.of(replayed)).isEmpty();
    assertThat(Origin.of(replayed)).isEqualTo(new Origin("w.replays", 2, 0));
    assertThat(Replay.earlierAttempts(replayed)).isZero();
  }

  @Test
  void the_same_headers_mean_nothing_in_another_topic() {
    ConsumerRecord<byte[], byte[]> elsewhere = new ConsumerRecord<>("in", 0, 3, null, null);
    replayed(new ConsumerRecord<>("in", 2, 17, null, null))
        .headers()
        .forEach(elsewhere.headers()::add);

    assertThat(Origin.of(elsewhere)).isEqualTo(new Origin("in", 0, 3));
  }

  @Test
  void a_long_message_is_cut_so_that_the_letter_fits_into_a_record() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(
            new ConsumerRecord<>("in", 0, 0, null, null),
            "w",
            DeadLetter.Reason.rejected("x".repeat(1 << 20), 1),
            NOW);

    assertThat(letter.headers().lastHeader("dead-letter-message").value().length).isLessThan(5000);
  }

  @Test
  void positions_are_read_as_they_are_written() {
    for (LetterPosition position :
        new LetterPosition[] {new LetterPosition(0, 17), new LetterPosition(3, 0)}) {
      assertThat(LetterPosition.parse(position.toString())).contains(position);
    }
    for (String text : new String[] {"", "-1", "x", "1@", "@1", "1@2@3", "9".repeat(30)}) {
      assertThat(LetterPosition.parse(text)).as(text).isEmpty();
    }
  }

  private static ConsumerRecord<byte[], byte[]> replayed(ConsumerRecord<byte[], byte[]> original) {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(original, "w", DeadLetter.Reason.rejected("bad", 2), NOW);
    ConsumerRecord<byte[], byte[]> written =
        new ConsumerRecord<>(letter.topic(), 0, 5, letter.key(), letter.value());
    letter.headers().forEach(written.headers()::add);
    ProducerRecord<byte[], byte[]> record =
        Replay.record(DeadLetter.read(written), written, 4, NOW);
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>(record.topic(), record.partition(), 0, record.key(), record.value());
    record.headers().forEach(read.headers()::add);
    return read;
  }
}
