package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.worker.Retry;
import org.junit.jupiter.api.Test;

class LoopSettingsTest {
  private static final Section LOOP = Section.of("l", "A loop.").and(LoopSettings.KEYS);

  @Test
  void every_key_of_a_loop_is_read() {
    Map<String, String> given =
        Map.of(
            "l.attempts", "2",
            "l.retry-pause", "1ms",
            "l.retry-pause-limit", "2ms",
            "l.buffer", "3",
            "l.call-limit", "5m",
            "l.close-grace", "4ms");
    assertThat(LOOP.keys()).isEqualTo(given.keySet());

    assertThat(LoopSettings.from(Configuration.of(given), LOOP))
        .isEqualTo(
            new LoopSettings(
                new Retry(2, Duration.ofMillis(1), Duration.ofMillis(2)),
                3,
                1,
                Duration.ZERO,
                1,
                Duration.ofMinutes(5),
                Duration.ofMillis(4)));
  }
}
