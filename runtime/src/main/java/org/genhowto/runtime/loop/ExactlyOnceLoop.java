package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.worker.Loop;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Topic;

/**
 * Works through a topic exactly once, for readers of committed records: the outputs of an input,
 * its dead letter where it has one, and its offset are one transaction, and all work on it is done
 * before that transaction begins.
 *
 * <p>Calls of any length are fine: threads of their own run the handler, while the loop goes on
 * polling with full partitions paused. Inputs finished in the meantime share the next transaction.
 *
 * <p>Single records are begun in their order, and those of one key end in it; one that is tried
 * again later, or takes long, does not hold up the others: what has come to its end beyond the
 * committed offset stands beside it, see {@link Bookmark}. Batches of a partition keep its order
 * altogether.
 *
 * <p>A record that was in hand while processes died is tried alone, and becomes a dead letter at
 * the third death.
 */
public final class ExactlyOnceLoop<V extends SpecificRecord> extends Loop {

  /** A loop over single records. */
  public static <V extends SpecificRecord> ExactlyOnceLoop<V> of(
      String name, Platform platform, Topic<V> input, Handler<V> handler, LoopSettings settings) {
    return new ExactlyOnceLoop<>(
        name,
        platform,
        new BatchWiring<>(
            input,
            batch -> List.of(handler.handle(batch.get(0))),
            settings.batches(1, Duration.ZERO),
            false),
        Clients.exactlyOnce(name, platform, input));
  }

  /** A loop over batches, see {@link LoopSettings#batches}. */
  public static <V extends SpecificRecord> ExactlyOnceLoop<V> batches(
      String name,
      Platform platform,
      Topic<V> input,
      BatchHandler<V> handler,
      LoopSettings settings) {
    return new ExactlyOnceLoop<>(
        name,
        platform,
        new BatchWiring<>(input, handler, settings, true),
        Clients.exactlyOnce(name, platform, input));
  }

  /**
   * What is worked on, and how.
   *
   * @param ordered whether every record waits for those before it
   */
  record BatchWiring<V extends SpecificRecord>(
      Topic<V> input, BatchHandler<V> handler, LoopSettings settings, boolean ordered) {}

  ExactlyOnceLoop(String name, Platform platform, BatchWiring<V> work, Clients clients) {
    this(new WorkerContext(name, platform), work, clients);
  }

  private ExactlyOnceLoop(WorkerContext context, BatchWiring<V> work, Clients clients) {
    super(context, new ExactlyOnceSteps<>(context, work, clients));
  }
}
