package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.schemas.Causes;

/**
 * What the processors of one worker know of the records that failed, across restarts of its
 * topology. Records that fail alike one after the other are more likely the worker's fault than
 * theirs: from a number on each costs a pause, so that a bug does not empty a topic into dead
 * letters.
 */
final class StreamsGuard {
  /** Where processors find it among the settings of Kafka Streams. */
  static final String KEY = "genhowto.guard";

  /** How many may fail alike before the worker slows down. */
  static final int LIMIT = 10;

  private static final Retry PAUSES =
      new Retry(Integer.MAX_VALUE, Duration.ofSeconds(30), Duration.ofMinutes(5));

  /** Thrown out of a topology, so that its transaction does not stay open for the pause. */
  static final class PauseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration pause;

    PauseException(String message, Duration pause) {
      super(message);
      this.pause = pause;
    }

    Duration pause() {
      return pause;
    }
  }

  private final WorkerTelemetry telemetry;
  private final AtomicLong successes = new AtomicLong();

  /** The newest offset of each partition whose failure has been judged. */
  private final Map<String, Long> judged = new HashMap<>();

  private String kind = "";
  private int length;

  StreamsGuard(WorkerTelemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** The guard of a running topology; one of its own where a test runs the topology alone. */
  static StreamsGuard of(Map<String, Object> settings, WorkerTelemetry own) {
    return settings.get(KEY) instanceof StreamsGuard guard ? guard : new StreamsGuard(own);
  }

  WorkerTelemetry telemetry() {
    return telemetry;
  }

  /** Records that went well since the process started. */
  long successes() {
    return successes.get();
  }

  synchronized void succeeded() {
    successes.incrementAndGet();
    length = 0;
  }

  /**
   * Judges a failure before it becomes a dead letter. A record that comes again, as its transaction
   * was not committed, is judged and counted once.
   *
   * @throws PauseException the record has to come again after a pause
   */
  synchronized void failed(String topic, int partition, long offset, Throwable thrown) {
    String place = topic + "-" + partition;
    Long before = judged.get(place);
    if (before != null && offset <= before) {
      return;
    }
    judged.put(place, offset);
    telemetry.deadLetter();
    String failed = kind(thrown);
    length = failed.equals(kind) ? length + 1 : 1;
    kind = failed;
    if (length > LIMIT) {
      Duration pause = PAUSES.after(length - LIMIT);
      throw new PauseException(
          "%d records in a row failed alike (%s): the next is tried in %d s"
              .formatted(length, failed, pause.toSeconds()),
          pause);
    }
  }

  /** The pause that a failure of the topology asks for. */
  static Optional<PauseException> pause(Throwable thrown) {
    return Causes.first(thrown, PauseException.class);
  }

  /** Type and place of what was thrown first. */
  private static String kind(Throwable thrown) {
    Throwable root = Causes.of(thrown).reduce(thrown, (earlier, later) -> later);
    StackTraceElement[] trace = root.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0].getClassName();
    return root.getClass().getSimpleName() + place;
  }
}
