package org.genhowto.runtime.worker;

import java.time.Duration;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.genhowto.schemas.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the turns of a loop and waits failures of Kafka out, however long that takes: with growing
 * pauses that end when the worker closes. Failures that no wait mends go through.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final String PART = "kafka";
  private static final Retry PAUSES =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(10));

  /** What is tried. */
  @FunctionalInterface
  public interface Turn {
    void take() throws InterruptedException;
  }

  private final WorkerContext context;
  private final Predicate<KafkaException> fatal;
  private int failures;

  /**
   * @param fatal whether waiting does not mend a failure
   */
  public Recovery(WorkerContext context, Predicate<KafkaException> fatal) {
    this.context = context;
    this.fatal = fatal;
  }

  /** Whether the last turn failed, so that the next one has to begin anew. */
  public boolean recovering() {
    return failures > 0;
  }

  /** One turn; after a failure that may pass it pauses instead of throwing. */
  public void attempt(Turn turn) throws InterruptedException {
    try {
      turn.take();
      failures = 0;
      context.waits().end(PART);
    } catch (WakeupException e) {
      // Closing; the loop looks at that next.
    } catch (KafkaException e) {
      if (fatal.test(e)) {
        throw e;
      }
      failures++;
      context.waits().begin(PART, "Kafka fails: " + Causes.sentence(e));
      LOG.atWarn()
          .addKeyValue("worker", context.worker())
          .addKeyValue("failures", failures)
          .log("Kafka failed, trying again: {}", Causes.sentence(e));
      LOG.atDebug().setCause(e).log("where Kafka failed");
      context.pause(PAUSES.after(failures));
    }
  }
}
