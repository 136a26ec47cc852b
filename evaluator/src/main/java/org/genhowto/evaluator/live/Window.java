package org.genhowto.evaluator.live;

import java.time.Duration;

/** Which images of a series are measured. */
sealed interface Window {
  /** As a metric names it. */
  String spelling();

  record All() implements Window {
    @Override
    public String spelling() {
      return "all";
    }
  }

  /** Those of the last hour. */
  record Hour() implements Window {
    static final Duration LENGTH = Duration.ofHours(1);

    @Override
    public String spelling() {
      return "hour";
    }
  }

  /**
   * The newest.
   *
   * @param count how many
   */
  record Last(int count) implements Window {
    @Override
    public String spelling() {
      return "last-" + count;
    }
  }
}
