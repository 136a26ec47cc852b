package org.genhowto.client;

import java.util.Arrays;
import java.util.Locale;

/** Where a request stands. */
public enum GoalStatus {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  /** Its deadline passed. */
  EXPIRED,
  /** A newer request of the same supersede key took its place. */
  SUPERSEDED;

  /** Whether nothing can follow. */
  public boolean finished() {
    return this != QUEUED && this != RUNNING;
  }

  /** The word as the gateway spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static GoalStatus of(String word) {
    return Arrays.stream(values())
        .filter(status -> status.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                GatewayException.unreached(
                    "The gateway names the status '%s', expected one of %s."
                        .formatted(word, Arrays.stream(values()).map(GoalStatus::word).toList()),
                    null));
  }
}
