package org.genhowto.runtime.worker;

import java.time.Duration;
import org.genhowto.schemas.Causes;

/**
 * Counts records that failed in the same way one after the other, with none that went well between:
 * from a number on the fault is more likely the worker's than theirs, and each costs a pause, so
 * that a bug does not empty a topic into dead letters. Safe for several threads.
 */
public final class AlikeFailures {
  /** How many may fail alike before the worker slows down. */
  public static final int LIMIT = 10;

  private static final Retry PAUSES =
      new Retry(Integer.MAX_VALUE, Duration.ofSeconds(30), Duration.ofMinutes(5));

  private String kind = "";
  private int length;

  /** A pause, and a sentence that says why. */
  public record Slowdown(Duration pause, String reason) {}

  public synchronized void succeeded() {
    length = 0;
  }

  /**
   * A record failed for good.
   *
   * @return how many have failed alike in a row by now
   */
  public synchronized int failed(Throwable thrown) {
    String failed = kind(thrown);
    length = failed.equals(kind) ? length + 1 : 1;
    kind = failed;
    return length;
  }

  /**
   * What the last failure asks for.
   *
   * @param step the how manieth pause it is, from 1: each is twice as long
   */
  public synchronized Slowdown slowdown(int step) {
    Duration pause = PAUSES.after(step);
    return new Slowdown(
        pause,
        "%d records in a row failed alike (%s): the next is tried in %d s"
            .formatted(length, kind, pause.toSeconds()));
  }

  /** Type and place of what was thrown first. */
  private static String kind(Throwable thrown) {
    Throwable root = Causes.of(thrown).reduce(thrown, (earlier, later) -> later);
    StackTraceElement[] trace = root.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0].getClassName();
    return root.getClass().getSimpleName() + place;
  }
}
