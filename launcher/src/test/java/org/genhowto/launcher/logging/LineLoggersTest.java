package org.genhowto.launcher.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.runtime.json.Json;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LineLoggersTest {
  private static final String OURS = "org.genhowto.runtime.loop.RecordProcessor";

  /** Stands still until it is moved. */
  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-01-02T03:04:05.678Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final SetClock clock = new SetClock();
  private final List<String> lines = new ArrayList<>();

  private Logger logger(String name, String level, LineFormat format) {
    return new LineLogger(name, Levels.of(level).at(name), new LineSink(format, clock, lines::add));
  }

  @Test
  void an_event_is_one_line_with_its_context_and_the_messages_of_its_causes() {
    logger(OURS, "", LineFormat.TEXT)
        .atWarn()
        .setCause(new IllegalStateException("outer", new RuntimeException("two\n\tlines")))
        .addKeyValue("worker", "ingest")
        .addKeyValue("offset", 7)
        .addKeyValue("said", "a \"b\"\r\nc")
        .log("record set aside");

    assertThat(lines)
        .containsExactly(
            "2026-01-02T03:04:05.678Z WARN RecordProcessor: record set aside worker=ingest"
                + " offset=7 said=\"a 'b' c\" cause=\"outer: two lines\"");
  }

  @Test
  void libraries_log_in_their_own_ways() {
    Logger kafka = logger("org.apache.kafka.server.Log", "", LineFormat.TEXT);
    kafka.warn("broker {} of {}", 1, 3);
    kafka.error("gone", new IllegalStateException("disk"));
    kafka.info("not for users");

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).endsWith("WARN Log: broker 1 of 3");
    assertThat(lines.get(1)).endsWith("ERROR Log: gone cause=disk");
  }

  @Test
  void a_stack_trace_is_for_who_asks_for_debugging() {
    logger(OURS, "DEBUG", LineFormat.TEXT).warn("odd", new IllegalStateException("here"));

    assertThat(lines.get(0)).contains("cause=here", "at org.genhowto.launcher.logging");
  }

  @Test
  void what_repeats_is_counted_and_told_of_twice_a_minute() {
    Logger logger = logger(OURS, "", LineFormat.TEXT);
    for (int second = 0; second < 61; second++) {
      logger.atWarn().addKeyValue("worker", "ingest").log("no broker");
      clock.now = clock.now.plus(Duration.ofSeconds(1));
    }

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).endsWith("no broker worker=ingest");
    assertThat(lines.get(1)).endsWith("no broker worker=ingest repeated=29");
  }

  @Test
  void events_that_differ_in_their_context_are_no_repetition() {
    Logger logger = logger(OURS, "", LineFormat.TEXT);
    for (int offset = 0; offset < 5; offset++) {
      logger.atWarn().addKeyValue("offset", offset).log("record set aside");
    }

    assertThat(lines).hasSize(5);
  }

  @Test
  void json_is_one_object_a_line() throws Exception {
    logger(OURS, "", LineFormat.JSON)
        .atError()
        .setCause(new IllegalStateException("why"))
        .addKeyValue("worker", "ingest")
        .log("a\nb");

    assertThat(lines.get(0)).doesNotContain("\n");
    JsonNode event = Json.PLAIN.readTree(lines.get(0));
    assertThat(event.path("time").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(event.path("level").asText()).isEqualTo("ERROR");
    assertThat(event.path("message").asText()).isEqualTo("a\nb");
    assertThat(event.path("worker").asText()).isEqualTo("ingest");
    assertThat(event.path("cause").asText()).isEqualTo("why");
  }

  @Test
  void a_user_hears_of_starts_and_ends_and_of_what_goes_wrong() {
    assertThat(logger("org.genhowto.runtime.process.Shutdown", "", LineFormat.TEXT).isInfoEnabled())
        .isTrue();
    assertThat(logger(OURS, "", LineFormat.TEXT).isInfoEnabled()).isFalse();
    assertThat(logger(OURS, "INFO", LineFormat.TEXT).isInfoEnabled()).isTrue();
    assertThat(logger("kafka.server.KafkaRaftServer", "DEBUG", LineFormat.TEXT).isInfoEnabled())
        .isFalse();
    assertThat(logger("org.apache.kafka.storage.Any", "", LineFormat.TEXT).isErrorEnabled())
        .isTrue();
  }
}
