package org.genhowto.runtime.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.groups.Tuple;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.loop.LoopBench;
import org.genhowto.runtime.record.DeadLetter;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final TopicPartition LETTERS = new TopicPartition("ingest.dead-letters", 0);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void letters_are_listed_with_what_is_known() {
    given(letter(17, "video is gone"), letter(18, "not a video"));
    try (DeadLetters letters = new DeadLetters(consumer, producer)) {
      assertThat(letters.list("ingest"))
          .extracting(DeadLetter::offset, DeadLetter::message, DeadLetter::attempts)
          .containsExactly(
              Tuple.tuple(17L, "video is gone; because of java.io.IOException: 404", 5),
              Tuple.tuple(18L, "not a video; because of java.io.IOException: 404", 5));
      assertThat(letters.list("ingest").get(0).time()).isEqualTo(NOW);
      assertThat(letters.list("ingest").get(0).topic()).isEqualTo("video-references");
    }
  }

  @Test
  void a_record_tells_why_it_is_a_dead_letter_or_that_it_is_none() {
    assertThat(DeadLetter.message(written(0, letter(17, "video is gone"))))
        .contains("video is gone; because of java.io.IOException: 404");
    assertThat(DeadLetter.message(LoopBench.bytes(LETTERS, 0, new byte[] {17}))).isEmpty();
  }

  @Test
  void a_replay_is_the_original_record_with_its_attempts_so_far() throws Exception {
    given(letter(17, "video is gone"), letter(18, "not a video"));
    try (DeadLetters letters = new DeadLetters(consumer, producer)) {
      List<DeadLetter> sent = letters.replay("ingest", letter -> letter.offset() == 17);
      assertThat(sent).hasSize(1);
    }
    ProducerRecord<byte[], byte[]> replayed = producer.history().get(0);
    assertThat(producer.history()).hasSize(1);
    assertThat(replayed.topic()).isEqualTo("video-references");
    assertThat(replayed.value()).isEqualTo(new byte[] {17});
    assertThat(LoopBench.headers(replayed))
        .isEqualTo(Map.of("traceparent", "t", "earlier-attempts", "5"));
  }

  @Test
  void attempts_of_several_replays_add_up() throws Exception {
    ProducerRecord<byte[], byte[]> again = letter(17, "video is gone");
    again.headers().add("earlier-attempts", "5".getBytes(StandardCharsets.UTF_8));
    given(again);
    try (DeadLetters letters = new DeadLetters(consumer, producer)) {
      letters.replay("ingest", letter -> true);
    }
    assertThat(LoopBench.headers(producer.history().get(0)))
        .containsEntry("earlier-attempts", "10");
  }

  @SafeVarargs
  private void given(ProducerRecord<byte[], byte[]>... letters) {
    consumer.updatePartitions(
        LETTERS.topic(), List.of(new PartitionInfo(LETTERS.topic(), 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(LETTERS, 0L));
    consumer.updateEndOffsets(Map.of(LETTERS, (long) letters.length));
    Runnable[] add = new Runnable[1];
    // A mock forgets what it has handed out; each listing reads from the beginning.
    add[0] =
        () -> {
          for (int i = 0; i < letters.length; i++) {
            consumer.addRecord(written(i, letters[i]));
          }
        };
    consumer.schedulePollTask(add[0]);
    consumer.schedulePollTask(add[0]);
    consumer.schedulePollTask(add[0]);
  }

  private static ProducerRecord<byte[], byte[]> letter(long offset, String message) {
    ConsumerRecord<byte[], byte[]> original =
        LoopBench.bytes(
            new TopicPartition("video-references", 3), offset, new byte[] {(byte) offset});
    original.headers().add("traceparent", "t".getBytes(StandardCharsets.UTF_8));
    return DeadLetter.of(
        original,
        "ingest",
        DeadLetter.Reason.of(new RetryableException(message, new IOException("404")), 5),
        NOW);
  }

  private static ConsumerRecord<byte[], byte[]> written(
      long position, ProducerRecord<byte[], byte[]> letter) {
    return new ConsumerRecord<>(
        LETTERS.topic(),
        0,
        position,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        letter.key(),
        letter.value(),
        new RecordHeaders(letter.headers()),
        Optional.empty());
  }
}
