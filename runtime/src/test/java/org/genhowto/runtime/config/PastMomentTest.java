package org.genhowto.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastMomentTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2h, 2026-01-31T22:00:00Z",
    "0s, 2026-02-01T00:00:00Z",
    "P1D, 2026-01-31T00:00:00Z",
    "PT1.5S, 2026-01-31T23:59:58.500Z",
    "2026-01-31T09:00:00+01:00, 2026-01-31T08:00:00Z",
    "2030-01-01T00:00:00Z, 2030-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z"
  })
  void a_length_counts_back_and_a_moment_is_itself(String text, Instant moment) {
    assertThat(PastMoment.parse(text, NOW)).isEqualTo(moment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "-1h",
        "-P1D",
        "PT-1H",
        "T",
        "PT",
        "1h1h",
        "999999999999999999d",
        "99999999999999999999d",
        "PT999999999999999H",
        "2026-01-31T08:00:00",
        "2026-02-30T00:00:00Z",
        "-999999999-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "\u0661h",
        "1h\u0000"
      })
  void what_is_neither_is_refused(String text) {
    assertThatThrownBy(() -> PastMoment.parse(text, NOW)).isInstanceOf(DateTimeException.class);
  }
}
