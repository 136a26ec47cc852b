package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.worker.Retry;
import org.junit.jupiter.api.Test;

class LoopSettingsTest {
  private static final Section LOOP = Section.of("l", "A loop.").and(LoopSettings.KEYS);
  private static final Section SHARE = Section.of("s", "A share group.").and(ShareSettings.KEYS);

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

  @Test
  void every_key_of_a_share_group_is_read() {
    Map<String, String> given =
        Map.of(
            "s.attempts", "2",
            "s.retry-pause", "1ms",
            "s.retry-pause-limit", "2ms",
            "s.lock", "20s",
            "s.deliveries", "3",
            "s.call-limit", "5m",
            "s.close-grace", "4ms");
    assertThat(SHARE.keys()).isEqualTo(given.keySet());

    assertThat(ShareSettings.from(Configuration.of(given), SHARE))
        .isEqualTo(
            new ShareSettings(
                new Retry(2, Duration.ofMillis(1), Duration.ofMillis(2)),
                Duration.ofSeconds(20),
                3,
                Duration.ofMinutes(5),
                Duration.ofMillis(4)));
  }

  @Test
  void a_lock_that_brokers_do_not_allow_is_refused() {
    assertThatThrownBy(() -> ShareSettings.from(Configuration.of(Map.of("s.lock", "5s")), SHARE))
        .hasMessage("s.lock is '5s', expected a length of time from 15s to 60s");
  }
}
