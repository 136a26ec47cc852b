package org.genhowto.runtime;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.schemas.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through requests one at a time, at least once, with as many workers as there is work for: a
 * share group hands each request to one of them, whatever the number of partitions.
 *
 * <p>The outputs are written before the request is accepted, so none is lost; a worker that dies
 * between the two makes another write them again, so outputs are to be the same for the same
 * request. While the handler works, the loop tells the broker so; a worker that dies or hangs loses
 * its request to another.
 */
public final class ShareGroupLoop<V extends SpecificRecord> implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ShareGroupLoop.class);

  private final WorkerContext context;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ShareGroupSteps<V> steps;
  private final Thread thread;

  /** What is worked on, and how. */
  record Work<V extends SpecificRecord>(
      Topic<V> input, RequestHandler<V> handler, ShareSettings settings) {}

  public static <V extends SpecificRecord> ShareGroupLoop<V> of(
      String name,
      Platform platform,
      Topic<V> input,
      RequestHandler<V> handler,
      ShareSettings settings) {
    return new ShareGroupLoop<>(
        name, platform, new Work<>(input, handler, settings), ShareGroup.of(name, platform));
  }

  ShareGroupLoop(String name, Platform platform, Work<V> work, ShareGroup group) {
    this.context = new WorkerContext(name, platform);
    this.steps = new ShareGroupSteps<>(context, work, group);
    this.thread = new Thread(this::run, name + "-loop");
  }

  /**
   * Calls a request off by its key, where it is being worked on here: its handler learns of it.
   *
   * @return whether the request was found
   */
  public boolean cancel(String key) {
    return steps.cancel(key);
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
    return steps.polling() && thread.isAlive();
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    context.beginClosing();
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
      while (!context.isClosing()) {
        steps.step();
      }
      steps.finish();
    } catch (Throwable e) {
      failure.set(e);
      LOG.atError().setCause(e).addKeyValue("worker", name()).log("worker stopped by a failure");
    } finally {
      context.beginClosing();
      steps.close();
    }
  }
}
