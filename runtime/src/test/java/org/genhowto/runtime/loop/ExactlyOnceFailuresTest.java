package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.loop.LoopBench.P0;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;

/** What becomes of records that cannot be worked on. */
class ExactlyOnceFailuresTest extends LoopFixture {
  @Test
  void what_is_rejected_becomes_a_dead_letter_in_the_same_transaction() {
    try (var loop = bench.loop(input -> Outcome.reject("category is blank, expected a name"))) {
      var input = bench.input(P0, 0);
      input.headers().add("traceparent", new byte[] {1, 2, 3});
      bench.start(loop, List.of(input), P0);
      bench.awaitCommitted(1, List.of(P0));
      // Then
      ProducerRecord<byte[], byte[]> letter = bench.outputs().get(0);
      assertThat(letter.topic()).isEqualTo("tester.dead-letters");
      assertThat(letter.key()).isEqualTo(input.key());
      assertThat(letter.value()).isEqualTo(input.value());
      assertThat(letter.headers().lastHeader("traceparent").value())
          .isEqualTo(new byte[] {1, 2, 3});
      assertThat(LoopBench.headers(letter))
          .containsEntry("dead-letter-exception", "rejected")
          .containsEntry("dead-letter-message", "category is blank, expected a name")
          .containsEntry("dead-letter-topic", "video-references")
          .containsEntry("dead-letter-partition", "0")
          .containsEntry("dead-letter-offset", "0")
          .containsEntry("dead-letter-attempts", "1")
          .containsEntry("dead-letter-worker", "tester")
          .containsKey("dead-letter-time");
      assertThat(bench.offsets(P0)).containsExactly(0L, 1L);
    }
    assertThat(bench.numbers().deadLetters()).isEqualTo(1);
  }

  @Test
  void bytes_that_are_no_record_become_a_dead_letter_and_the_next_record_is_worked_on() {
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    try (var loop = bench.loop(LoopBench::measured)) {
      bench.start(loop, List.of(LoopBench.bytes(P0, 0, garbage), bench.input(P0, 1)), P0);
      bench.awaitCommitted(2, List.of(P0));
    }
    assertThat(bench.outputs().get(0).value()).isEqualTo(garbage);
    assertThat(bench.outputKeys()).containsExactly("key", "video-0-1");
  }

  @Test
  void a_failure_that_passes_is_tried_again() {
    try (var loop =
        bench.loop(
            input -> {
              if (input.attempt() < 3) {
                throw new RetryableException("download broke off", new IOException("eof"));
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, 1, P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(bench.outputKeys()).containsExactly("video-0-0");
    assertThat(LoopBench.headers(bench.outputs().get(0))).containsEntry("attempt", "3");
    assertThat(bench.numbers().retries()).isEqualTo(2);
  }

  @Test
  void a_failure_that_does_not_pass_becomes_a_dead_letter_with_its_causes() {
    try (var loop =
        bench.loop(
            input -> {
              throw new RetryableException("download broke off", new IOException("eof"));
            })) {
      bench.start(loop, 1, P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(LoopBench.headers(bench.outputs().get(0)))
        .containsEntry("dead-letter-exception", RetryableException.class.getName())
        .containsEntry(
            "dead-letter-message", "download broke off; because of java.io.IOException: eof")
        .containsEntry("dead-letter-attempts", "3");
  }

  @Test
  void an_output_that_is_too_large_for_kafka_makes_its_input_a_dead_letter() {
    String large = "x".repeat(1_100_000);
    try (var loop =
        bench.loop(
            input ->
                Outcome.emit(
                    new Output<>(
                        Topics.VIDEO_REFERENCES,
                        "k",
                        VideoReference.newBuilder(input.value()).setUri(large).build())))) {
      bench.start(loop, 1, P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(LoopBench.headers(bench.outputs().get(0)).get("dead-letter-message"))
        .contains("its output to video-references has 11000", "expected at most 1000000");
  }

  @Test
  void a_bad_record_in_a_batch_alone_becomes_a_dead_letter() {
    try (var loop =
        bench.batches(
            batch -> batch.stream().map(LoopBench::measured).toList(),
            LoopBench.SETTINGS.batches(3, Duration.ofMinutes(1)))) {
      bench.start(
          loop,
          List.of(bench.input(P0, 0), LoopBench.bytes(P0, 1, new byte[] {9}), bench.input(P0, 2)),
          P0);
      bench.awaitCommitted(3, List.of(P0));
    }
    assertThat(bench.outputKeys()).containsExactly("video-0-0", "key", "video-0-2");
    assertThat(bench.offsets(P0)).containsExactly(0L, 3L);
  }
}
