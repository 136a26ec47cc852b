package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.RecordSize;
import org.genhowto.runtime.worker.AlikeFailures;
import org.genhowto.schemas.Causes;

/**
 * What the processors of one worker know of the records that failed, across restarts of its
 * topology; where they fail alike, see {@link AlikeFailures}.
 */
final class StreamsGuard {
  /** Where processors find it among the settings of Kafka Streams. */
  static final String KEY = "genhowto.guard";

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

  private final AlikeFailures alike = new AlikeFailures();
  private volatile Map<String, Integer> limits = Map.of();

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

  /** Takes over what topics say of the size of their records; see {@link TopicRepair#limits}. */
  void limits(Map<String, Integer> known) {
    limits = Map.copyOf(known);
  }

  /** Bytes of a record that a topic takes. */
  int limit(String topic) {
    return limits.getOrDefault(topic, RecordSize.USUAL);
  }

  /** Records that went well since the process started. */
  long successes() {
    return successes.get();
  }

  synchronized void succeeded() {
    successes.incrementAndGet();
    alike.succeeded();
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
    int length = alike.failed(thrown);
    if (length > AlikeFailures.LIMIT) {
      AlikeFailures.Slowdown slowdown = alike.slowdown(length - AlikeFailures.LIMIT);
      throw new PauseException(slowdown.reason(), slowdown.pause());
    }
  }

  /** The pause that a failure of the topology asks for. */
  static Optional<PauseException> pause(Throwable thrown) {
    return Causes.first(thrown, PauseException.class);
  }
}
