package org.genhowto.gateway.requests;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;

/** State of the newest requests, as the topics tell it. Safe for several threads. */
public final class GatewayJournal {
  private final int remembered;

  /** In the order of the last change. */
  private final Map<String, GatewayEntry> entries = new LinkedHashMap<>();

  private final DefaultSteps defaultSteps = new DefaultSteps();
  private boolean closed;

  public GatewayJournal(int remembered) {
    this.remembered = remembered;
  }

  void requested(String requestId, RequestTerms terms) {
    change(requestId, entry -> entry.requested(terms));
  }

  void progressed(GenerationProgress progress) {
    change(progress.getRequestId(), entry -> entry.progressed(progress));
  }

  void ended(GenerationResult result) {
    change(result.getRequestId(), entry -> entry.ended(result));
  }

  /** What answers tell of the models' own steps. */
  public DefaultSteps defaultSteps() {
    return defaultSteps;
  }

  public synchronized Optional<GatewayEntry> find(String requestId) {
    return Optional.ofNullable(entries.get(requestId));
  }

  /** How many requests of a client have not ended. */
  public synchronized int open(String client) {
    return (int)
        entries.values().stream()
            .filter(entry -> !entry.state().finished())
            .filter(entry -> entry.client().filter(client::equals).isPresent())
            .count();
  }

  /** Those that nobody works on yet. */
  public synchronized List<String> queued() {
    return entries.values().stream()
        .filter(entry -> entry.state() == RequestState.QUEUED)
        .map(GatewayEntry::requestId)
        .toList();
  }

  /**
   * Waits until an entry is newer than a version, the time is up, or the journal closes.
   *
   * @return the entry as it is then; empty once it is forgotten or the journal is closed
   */
  synchronized Optional<GatewayEntry> await(String requestId, int version, Duration time)
      throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!closed) {
      GatewayEntry entry = entries.get(requestId);
      long left = deadline - System.nanoTime();
      if (entry == null || entry.version() > version || left <= 0) {
        return Optional.ofNullable(entry);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return Optional.empty();
  }

  /** Lets go of everyone who waits. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized void change(String requestId, UnaryOperator<GatewayEntry> change) {
    GatewayEntry before = entries.remove(requestId);
    GatewayEntry after = change.apply(before == null ? GatewayEntry.unknown(requestId) : before);
    entries.put(requestId, after);
    RequestTerms terms = after.terms();
    if (terms != null && (before == null || after.version() > before.version())) {
      after.result().ifPresent(result -> defaultSteps.learn(terms, result));
    }
    if (entries.size() > remembered) {
      Iterator<String> oldest = entries.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    notifyAll();
  }
}
