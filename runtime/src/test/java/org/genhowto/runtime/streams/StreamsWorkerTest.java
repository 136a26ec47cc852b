package org.genhowto.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.streams.StreamsGuard.PauseException;
import org.genhowto.runtime.worker.AlikeFailures;
import org.genhowto.schemas.RegistryUnavailableException;
import org.junit.jupiter.api.Test;

class StreamsWorkerTest {
  private final Telemetry telemetry = new Telemetry();
  private final StreamsGuard guard = new StreamsGuard(telemetry.worker("w"));

  @Test
  void what_may_come_back_and_what_nobody_foresaw_is_waited_for() {
    var absent = new RegistryUnavailableException("no answer", new IOException("refused"));

    assertThat(StreamsFailedException.isFinal(new StreamsException(absent))).isFalse();
    assertThat(StreamsFailedException.isFinal(new SerializationException(absent))).isFalse();
    assertThat(StreamsFailedException.isFinal(new MissingSourceTopicException("gone"))).isFalse();
    assertThat(StreamsFailedException.isFinal(new TimeoutException("slow"))).isFalse();
    assertThat(StreamsFailedException.isFinal(new IllegalStateException("bug"))).isFalse();
    assertThat(StreamsFailedException.isFinal(new StackOverflowError())).isFalse();
  }

  @Test
  void what_a_person_has_to_mend_stops_the_worker() {
    assertThat(
            StreamsFailedException.isFinal(
                new StreamsException(new TopicAuthorizationException("no"))))
        .isTrue();
    assertThat(StreamsFailedException.isFinal(new UnsupportedVersionException("old"))).isTrue();
    assertThat(StreamsFailedException.isFinal(new ConfigException("no such key"))).isTrue();
  }

  @Test
  void records_that_fail_alike_in_a_row_cost_growing_pauses_and_are_counted_once() {
    RuntimeException bug = new IllegalStateException("bug");
    for (int offset = 0; offset < AlikeFailures.LIMIT; offset++) {
      guard.failed("in", 0, offset, bug);
    }

    assertThat(pauseAt(10, bug)).isEqualTo(Duration.ofSeconds(30));
    guard.failed("in", 0, 9, bug); // It comes again with the transaction that was aborted.
    guard.failed("in", 0, 10, bug);
    assertThat(pauseAt(11, bug)).isEqualTo(Duration.ofMinutes(1));
    assertThat(pauseAt(20, bug)).isEqualTo(Duration.ofMinutes(2));

    assertThat(telemetry.numbers().get(0).deadLetters()).isEqualTo(13);
  }

  @Test
  void what_waits_between_the_parts_of_a_topology_is_looked_for_under_its_name_on_the_cluster() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("in").repartition(Repartitioned.as("by-set")).to("out");

    assertThat(StreamsWorker.between("metrics", builder.build()))
        .containsExactly("metrics-by-set-repartition");
  }

  @Test
  void a_success_or_another_failure_ends_the_row() {
    for (int offset = 0; offset < 100; offset++) {
      if (offset % 9 == 0) {
        guard.succeeded();
      }
      guard.failed("in", 0, offset, new IllegalStateException("bug"));
    }
    for (int offset = 100; offset < 200; offset++) {
      guard.failed(
          "in",
          0,
          offset,
          offset % 2 == 0 ? new IllegalStateException() : new IllegalArgumentException());
    }

    assertThat(telemetry.numbers().get(0).deadLetters()).isEqualTo(200);
  }

  private Duration pauseAt(long offset, Throwable thrown) {
    return catchThrowableOfType(PauseException.class, () -> guard.failed("in", 0, offset, thrown))
        .pause();
  }
}
