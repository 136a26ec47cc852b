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
 * <p>Calls of any length are fine: a thread of its own runs the handler, while the loop goes on
 * polling with full partitions paused. Inputs finished in the meantime share the next transaction.
 * Records of a partition are handled in their order, one call at a time.
 */
public final class ExactlyOnceLoop<V extends SpecificRecord> extends Loop {

  /** A loop over single records. */
  public static <V extends SpecificRecord> ExactlyOnceLoop<V> of(
      String name, Platform platform, Topic<V> input, Handler<V> handler, LoopSettings settings) {
    return batches(
        name,
        platform,
        input,
        batch -> List.of(handler.handle(batch.get(0))),
        settings.batches(1, Duration.ZERO));
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
        new BatchWiring<>(input, handler, settings),
        Clients.exactlyOnce(name, platform));
  }

  /** What is worked on, and how. */
  record BatchWiring<V extends SpecificRecord>(
      Topic<V> input, BatchHandler<V> handler, LoopSettings settings) {}

  ExactlyOnceLoop(String name, Platform platform, BatchWiring<V> work, Clients clients) {
    this(new WorkerContext(name, platform), work, clients);
  }

  private ExactlyOnceLoop(WorkerContext context, BatchWiring<V> work, Clients clients) {
    super(context, new ExactlyOnceSteps<>(context, work, clients));
  }
}
