package org.genhowto.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.access.RateQuota;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayJournal;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationRequest;

/**
 * Whether more may be asked for: of a client by its line in the file of tokens, of all together by
 * the length of the queue. What a client has open counts at every gateway, what it asks in a minute
 * at this one. Safe for several threads.
 */
final class Admission {
  /** Where nobody can tell how long the queue takes, or how long a client's requests do. */
  private static final Duration UNKNOWN_WAIT = Duration.ofSeconds(5);

  private final GatewayStates states;
  private final GatewayJournal journal;
  private final int longestQueue;
  private final RateQuota rate;

  /** Requests by client on their way to Kafka, which the journal does not count yet. */
  private final Map<String, Integer> underWay = new HashMap<>();

  Admission(GatewayStates states, int longestQueue, Clock clock) {
    this.states = states;
    this.journal = states.journal();
    this.longestQueue = longestQueue;
    this.rate = new RateQuota(clock);
  }

  /** Requests that are let in, until they are closed. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets requests in, all or none; those that are known already take no place.
   *
   * @throws GatewayProblem 429, with the time to wait
   */
  Place enter(Caller caller, List<String> requestIds) {
    int fresh = (int) requestIds.stream().filter(id -> journal.find(id).isEmpty()).count();
    if (fresh == 0) {
      return () -> {};
    }
    requireShortQueue(fresh);
    reserve(caller, fresh);
    return () -> release(caller, fresh);
  }

  private synchronized void reserve(Caller caller, int fresh) {
    int before = underWay.getOrDefault(caller.name(), 0);
    if (caller.open() < Integer.MAX_VALUE) {
      int open = journal.open(caller.name()) + before;
      if (open + fresh > caller.open()) {
        throw GatewayProblem.tooMany(
            "Client '%s' has %d open requests, expected at most %d."
                .formatted(caller.name(), open, caller.open()),
            UNKNOWN_WAIT);
      }
    }
    rate.take(caller, fresh)
        .ifPresent(
            wait -> {
              throw GatewayProblem.tooMany(
                  "Client '%s' makes more requests than %d in a minute."
                      .formatted(caller.name(), caller.perMinute()),
                  wait);
            });
    underWay.put(caller.name(), before + fresh);
  }

  private synchronized void release(Caller caller, int fresh) {
    underWay.merge(caller.name(), -fresh, (now, less) -> now + less > 0 ? now + less : null);
  }

  private void requireShortQueue(int fresh) {
    Optional<QueuePlace> last = states.last();
    int waiting = last.map(QueuePlace::waiting).orElse(0);
    if (waiting + fresh > longestQueue) {
      throw GatewayProblem.tooMany(
          "%d requests wait, expected at most %d (gateway.longest-queue)."
              .formatted(waiting, longestQueue),
          last.map(QueuePlace::estimatedWait).orElse(UNKNOWN_WAIT));
    }
  }

  /**
   * Checks what a request asks for beside images.
   *
   * @throws GatewayProblem its client may not
   */
  void check(Caller caller, GenerationRequest request) {
    if (request.getPriority().compareTo(caller.highest()) > 0) {
      throw GatewayProblem.forbidden(
          "priority",
          "priority is '%s', expected at most '%s' of client '%s'."
              .formatted(
                  GatewayViews.spelling(request.getPriority()),
                  GatewayViews.spelling(caller.highest()),
                  caller.name()));
    }
    request
        .getEarlier()
        .map(EarlierImage::getRequestId)
        .flatMap(journal::find)
        .filter(earlier -> !sees(caller, earlier))
        .ifPresent(
            earlier -> {
              throw GatewayProblem.unusable(
                  "earlierRequestId", "There is no request '%s'.".formatted(earlier.requestId()));
            });
  }

  /** Whether a caller may see a request; of one that is not known yet only operators do. */
  static boolean sees(Caller caller, GatewayEntry entry) {
    return caller.role() == Caller.Role.OPERATOR || entry.client().filter(caller::sees).isPresent();
  }
}
