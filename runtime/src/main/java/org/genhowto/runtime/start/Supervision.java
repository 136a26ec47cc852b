package org.genhowto.runtime.start;

import java.time.Duration;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.schemas.Causes;

/**
 * Which ends of a worker are followed by a new start.
 *
 * @param firstMake whether a worker that could not even be put together is tried again
 * @param lasting whether no new start helps against a failure
 * @param pauses between one end and the next start
 */
public record Supervision(FirstMake firstMake, Predicate<Throwable> lasting, Retry pauses) {
  private static final Retry PAUSES =
      new Retry(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofMinutes(1));

  /** What the first failure to put a worker together comes to. */
  public enum FirstMake {
    TRIED_AGAIN,
    LASTING
  }

  /** A house of many workers: one of them never takes the others down. */
  public static Supervision ofHouse() {
    return new Supervision(
        FirstMake.TRIED_AGAIN,
        failure -> Causes.first(failure, ConfigurationException.class).isPresent(),
        PAUSES);
  }

  /**
   * A process that is there for one worker: whoever started it is told at once of what only people
   * mend, such as a wrong setting or a missing model.
   */
  public static Supervision ofProcess() {
    return new Supervision(FirstMake.LASTING, Supervision::needsPeople, PAUSES);
  }

  private static boolean needsPeople(Throwable failure) {
    return Causes.of(failure)
        .anyMatch(
            cause ->
                cause instanceof ConfigurationException
                    || cause instanceof ConfigException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof UnsupportedVersionException);
  }
}
