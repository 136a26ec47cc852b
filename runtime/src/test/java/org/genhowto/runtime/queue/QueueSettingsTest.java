package org.genhowto.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.worker.Retry;
import org.junit.jupiter.api.Test;

class QueueSettingsTest {
  private static final Section QUEUE = Section.of("q", "A queue.").and(QueueSettings.KEYS);

  @Test
  void every_key_is_read() {
    Map<String, String> given =
        Map.of(
            "q.attempts", "2",
            "q.retry-pause", "1ms",
            "q.retry-pause-limit", "2ms",
            "q.lease", "20s",
            "q.deliveries", "3",
            "q.patience", "4s",
            "q.remembered", "5000",
            "q.call-limit", "5m",
            "q.close-grace", "4ms");
    assertThat(QUEUE.keys()).isEqualTo(given.keySet());

    QueueSettings settings = QueueSettings.from(Configuration.of(given), QUEUE);

    assertThat(settings)
        .isEqualTo(
            new QueueSettings(
                new Retry(2, Duration.ofMillis(1), Duration.ofMillis(2)),
                Duration.ofSeconds(20),
                3,
                Duration.ofSeconds(4),
                5000,
                Duration.ofMinutes(5),
                Duration.ofMillis(4)));
  }

  @Test
  void nothing_given_is_the_defaults() {
    assertThat(QueueSettings.DEFAULTS)
        .isEqualTo(QueueSettings.from(Configuration.of(Map.of()), QUEUE));
    assertThat(QueueSettings.DEFAULTS.lease()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void a_lease_too_short_to_give_signs_in_is_refused() {
    assertThatThrownBy(() -> QueueSettings.from(Configuration.of(Map.of("q.lease", "1s")), QUEUE))
        .hasMessage("q.lease is '1s', expected a length of time from 2s to 10m");
  }
}
