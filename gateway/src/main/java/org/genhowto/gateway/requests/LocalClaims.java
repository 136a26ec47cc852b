package org.genhowto.gateway.requests;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.genhowto.gateway.http.GatewayProblem;

/**
 * Who may send a request under an id that its client chose. Of several callers at one gateway one
 * sends, however close they come. Of several gateways each may send, and the order of the topic
 * decides: whoever sent reads there whose record came first. Who asks for the same as that one gets
 * what it got, everybody else a conflict.
 */
public final class LocalClaims {
  /** How long the record of a request may come after its progress. */
  private static final Duration LAG = Duration.ofSeconds(1);

  private final GatewayJournal journal;
  private final Duration patience;
  private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  /** Sends a request, or throws; tells where Kafka has it. */
  public interface Send {
    RequestPlace send();
  }

  /**
   * @param patience until a record that Kafka has is read again
   */
  public LocalClaims(GatewayJournal journal, Duration patience) {
    this.journal = journal;
    this.patience = patience;
  }

  /**
   * Sends a request under an id that nobody else has.
   *
   * @param send sends it, or throws
   */
  public void send(String requestId, RequestTerms terms, Send send) {
    journal.requested(requestId, terms, send.send());
  }

  /**
   * Sends a request unless it was or is being sent; returns once it is in its topic, by whom ever.
   *
   * @param terms what the request asks for
   * @param send sends it, or throws; then nobody here has sent it, and the id is free again
   * @throws GatewayProblem the id has other content, or sending failed
   */
  public void sendOnce(String requestId, RequestTerms terms, Send send) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> before = underWay.putIfAbsent(requestId, mine);
    while (before != null) {
      before.join();
      before = underWay.putIfAbsent(requestId, mine);
    }
    try {
      settle(requestId, terms, send);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway is closing.", e);
    } finally {
      underWay.remove(requestId, mine);
      mine.complete(null);
    }
  }

  private void settle(String requestId, RequestTerms terms, Send send) throws InterruptedException {
    Optional<GatewayEntry> first;
    if (journal.find(requestId).isPresent()) {
      first = journal.awaitRequest(requestId, LAG);
    } else {
      send.send();
      first = journal.awaitRequest(requestId, patience).filter(entry -> entry.place() != null);
    }
    if (first.isEmpty()) {
      throw GatewayProblem.unavailable(
          "Kafka has request %s; whether it is the first of its id is not known yet."
              .formatted(requestId),
          null);
    }
    if (first.get().differs(terms)) {
      throw GatewayProblem.conflict(
          "Idempotency-Key", "Request %s was made before with other content.".formatted(requestId));
    }
  }
}
