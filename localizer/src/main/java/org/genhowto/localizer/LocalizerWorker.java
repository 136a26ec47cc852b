package org.genhowto.localizer;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.genhowto.runtime.Worker;

/** The scoring loop together with the network it owns. */
final class LocalizerWorker implements Worker {
  private final Worker loop;
  private final LocalizerNetwork network;
  private final NDManager manager;

  LocalizerWorker(Worker loop, LocalizerNetwork network, NDManager manager) {
    this.loop = loop;
    this.network = network;
    this.manager = manager;
  }

  @Override
  public String name() {
    return loop.name();
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
  public void close() {
    loop.close();
    network.close();
    manager.close();
  }
}
