package org.genhowto.gateway.requests;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.genhowto.gateway.http.GatewayProblem;

/**
 * Who may send a request. Of several callers with one id one sends, however close they come; the
 * others get what the first got, or a conflict where theirs has other content. Claims under way are
 * in memory, those of before in the journal.
 */
public final class LocalClaims {
  private final GatewayJournal journal;
  private final Map<String, Claim> underWay = new ConcurrentHashMap<>();

  public LocalClaims(GatewayJournal journal) {
    this.journal = journal;
  }

  private record Claim(RequestTerms terms, CompletableFuture<Void> sent) {}

  /**
   * Sends a request unless it was or is being sent; returns once it is sent, by whom ever.
   *
   * @param terms what the request asks for
   * @param send sends it, or throws; then nobody has sent it, and the id is free again
   * @throws GatewayProblem the id has other content, or sending failed
   */
  public void sendOnce(String requestId, RequestTerms terms, Runnable send) {
    Claim mine = new Claim(terms, new CompletableFuture<>());
    Claim first = underWay.putIfAbsent(requestId, mine);
    if (first == null) {
      send(requestId, mine, send);
    } else if (terms.repeats(first.terms)) {
      await(first);
    } else {
      throw differs(requestId);
    }
  }

  /** The journal is asked under the claim: who had it before has written there what was sent. */
  private void send(String requestId, Claim mine, Runnable send) {
    try {
      Optional<GatewayEntry> known = journal.find(requestId);
      if (known.isEmpty()) {
        send.run();
        journal.requested(requestId, mine.terms);
      } else if (known.get().differs(mine.terms)) {
        throw differs(requestId);
      }
      mine.sent.complete(null);
    } catch (RuntimeException | Error e) {
      mine.sent.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(requestId, mine);
    }
  }

  private static void await(Claim first) {
    try {
      first.sent.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof GatewayProblem problem) {
        throw problem;
      }
      throw GatewayProblem.unavailable("The request was not sent.", e);
    }
  }

  private static GatewayProblem differs(String requestId) {
    return GatewayProblem.conflict(
        "Idempotency-Key", "Request %s was made before with other content.".formatted(requestId));
  }
}
