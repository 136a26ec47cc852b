package org.genhowto.gateway.requests;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;

/** State of the newest requests, as the topics tell it. Safe for several threads. */
public final class GatewayJournal {
  private final int remembered;

  /** In the order of the last change. */
  private final Map<String, GatewayEntry> entries = new LinkedHashMap<>();

  /** Requests by chain. */
  private final Map<String, Set<String>> chains = new HashMap<>();

  private final DefaultSteps defaultSteps = new DefaultSteps();
  private boolean closed;
  private long changes;

  public GatewayJournal(int remembered) {
    this.remembered = remembered;
  }

  void requested(String requestId, RequestTerms terms, RequestPlace place) {
    change(requestId, entry -> entry.requested(terms, place));
  }

  void progressed(GenerationProgress progress, long offset) {
    change(progress.getRequestId(), entry -> entry.progressed(progress, offset));
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

  /** All that are known, in no order. */
  synchronized List<GatewayEntry> all() {
    return List.copyOf(entries.values());
  }

  /** The goals of a chain that are known, in the order in which they were asked for. */
  public synchronized List<GatewayEntry> chain(String chainId) {
    return chains.getOrDefault(chainId, Set.of()).stream()
        .map(entries::get)
        .flatMap(Stream::ofNullable)
        .sorted(RequestList.OLDEST_FIRST)
        .toList();
  }

  /** Grows with every change of any request. */
  public synchronized long changes() {
    return changes;
  }

  /** Waits until there are more changes than so many, the time is up, or the journal closes. */
  public synchronized boolean awaitChange(long seen, Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (!closed && changes <= seen && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return !closed;
  }

  /**
   * Waits until a request itself was read from its topic, the time is up, or the journal closes.
   *
   * @return its entry as it is then; empty where it is not known
   */
  synchronized Optional<GatewayEntry> awaitRequest(String requestId, Duration time)
      throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    GatewayEntry entry = entries.get(requestId);
    long left = time.toNanos();
    while (!closed && left > 0 && (entry == null || entry.place() == null)) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      entry = entries.get(requestId);
      left = deadline - System.nanoTime();
    }
    return Optional.ofNullable(entry);
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
  public synchronized Optional<GatewayEntry> await(String requestId, int version, Duration time)
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
      Iterator<GatewayEntry> oldest = entries.values().iterator();
      GatewayEntry forgotten = oldest.next();
      oldest.remove();
      unchain(forgotten);
    }
    after
        .chainId()
        .ifPresent(chain -> chains.computeIfAbsent(chain, id -> new HashSet<>()).add(requestId));
    changes++;
    notifyAll();
  }

  private void unchain(GatewayEntry forgotten) {
    forgotten
        .chainId()
        .ifPresent(
            chain ->
                chains.computeIfPresent(
                    chain,
                    (id, goals) ->
                        goals.remove(forgotten.requestId()) && goals.isEmpty() ? null : goals));
  }
}
