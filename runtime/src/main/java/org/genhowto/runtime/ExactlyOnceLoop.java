package org.genhowto.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.genhowto.schemas.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through a topic exactly once, for readers of committed records: the outputs of an input,
 * its dead letter where it has one, and its offset are one transaction, and all work on it is done
 * before that transaction begins.
 *
 * <p>Calls of any length are fine: a thread of its own runs the handler, while the loop goes on
 * polling with full partitions paused. Inputs finished in the meantime share the next transaction.
 * Records of a partition are handled in their order, one call at a time.
 */
public final class ExactlyOnceLoop<V extends SpecificRecord> implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceLoop.class);

  private final WorkerContext context;
  private final LoopSettings settings;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ExactlyOnceSteps<V> steps;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;

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
        name, platform, new Work<>(input, handler, settings), Clients.exactlyOnce(name, platform));
  }

  /** What is worked on, and how. */
  record Work<V extends SpecificRecord>(
      Topic<V> input, BatchHandler<V> handler, LoopSettings settings) {}

  ExactlyOnceLoop(String name, Platform platform, Work<V> work, Clients clients) {
    this.context = new WorkerContext(name, platform);
    this.settings = work.settings();
    this.consumer = clients.consumer(settings);
    this.steps =
        new ExactlyOnceSteps<>(
            context,
            work,
            consumer,
            new TransactionalChannel(clients::producer),
            new HandlerThread<>(context, work));
    this.thread = new Thread(this::run, name + "-loop");
  }

  @Override
  public String name() {
    return context.worker();
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean ready() {
    return steps.joined() && thread.isAlive();
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    context.beginClosing();
    if (thread.getState() == Thread.State.NEW) {
      steps.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The one broad catch: whatever stops the loop is recorded, as nothing else would tell of it.
  @SuppressWarnings("CatchingUnchecked")
  private void run() {
    try {
      steps.begin();
      while (!context.isClosing()) {
        steps.step();
      }
      steps.finish(settings.closeGrace());
    } catch (Throwable e) {
      failure.set(e);
      LOG.atError().setCause(e).addKeyValue("worker", name()).log("worker stopped by a failure");
    } finally {
      context.beginClosing();
      steps.close();
    }
  }
}
