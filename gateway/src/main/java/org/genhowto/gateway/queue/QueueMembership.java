package org.genhowto.gateway.queue;

import java.util.Optional;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.runtime.queue.QueueSettings;
import org.genhowto.runtime.worker.Platform;

/**
 * A member of the queue that works on nothing: it ends what was called off, so that this happens at
 * once even where every worker is busy or none runs.
 */
public final class QueueMembership implements QueueView {
  private final QueueLoop loop;

  private QueueMembership(QueueLoop loop) {
    this.loop = loop;
  }

  /**
   * A membership, not started. What it ends goes the generator's ways: dead letters, ledger.
   *
   * @param name of the member's kind; with the platform's instance it names the member
   */
  public static QueueMembership of(String name, Platform platform) {
    return new QueueMembership(
        QueueLoop.of(
            QueueLoop.GENERATOR,
            platform,
            name + "-" + platform.instance(),
            new QueueLoop.Wiring(new EndsOnly(), QueueSettings.DEFAULTS, 0, 0)));
  }

  @Override
  public Optional<QueuePlace> place(String requestId) {
    return loop.place(requestId);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public boolean ready() {
    return loop.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return loop.failure();
  }

  @Override
  public Optional<String> waiting() {
    return loop.waiting();
  }

  @Override
  public void close() {
    loop.close();
  }
}
