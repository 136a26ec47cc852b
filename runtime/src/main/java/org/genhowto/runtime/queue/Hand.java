package org.genhowto.runtime.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.queue.QueueTask.Stage;
import org.jspecify.annotations.Nullable;

/** What this member has in hand, and what it claims next. */
final class Hand {
  /** How long a request is left to members that have less in hand. */
  private static final Duration COURTESY = Duration.ofMillis(250);

  /** How many requests that need no work are ended at once. */
  static final int IDLE = 4;

  /** After so many deaths with it in hand, a request is worked on in no company. */
  private static final int SUSPECT = 2;

  private final QueueLoop.Wiring wiring;
  private final QueueSettings settings;
  private final OpenRequests open;
  private final Members members;
  private final QueueMember self;
  private final Map<String, QueueTask> tasks = new LinkedHashMap<>();
  private long courteousSince;

  Hand(QueueLoop.Wiring wiring, OpenRequests open, Members members, QueueMember self) {
    this.wiring = wiring;
    this.settings = wiring.settings();
    this.open = open;
    this.members = members;
    this.self = self;
  }

  @Nullable QueueTask find(String subject) {
    return tasks.get(subject);
  }

  /** Those there are now; the hand may change meanwhile. */
  Collection<QueueTask> all() {
    return List.copyOf(tasks.values());
  }

  void put(QueueTask task) {
    tasks.put(task.request().subject(), task);
  }

  void drop(QueueTask task) {
    tasks.remove(task.request().subject());
  }

  /** All of it is somebody else's. */
  void lose() {
    tasks.values().forEach(QueueTask::lose);
  }

  void clear() {
    tasks.clear();
  }

  /** Claims as much as can be worked on. */
  void claim(Instant now) {
    for (int ending = ending(); ending < IDLE; ending++) {
      if (!claim(open.reserveIdle())) {
        break;
      }
    }
    if (alone()) {
      return;
    }
    for (int busy = busy(); busy < wiring.capacity(); busy++) {
      if (leavesToOthers(busy) || !claim(open.reserve(now, settings.patience()))) {
        break;
      }
    }
    for (int busy = busy();
        busy < wiring.capacity() + wiring.headroom() && wiring.capacity() > 0;
        busy++) {
      if (!claim(open.reserveUrgent())) {
        break;
      }
    }
  }

  /**
   * Whoever has less in hand goes first; who does not take its chance for a while has missed it.
   */
  private boolean leavesToOthers(int busy) {
    boolean others =
        open.waiting() > 0
            && members.living().entrySet().stream()
                .filter(other -> !other.getKey().equals(self.name()))
                .anyMatch(
                    other -> {
                      int held = open.heldCount(other.getKey());
                      return held < busy && held < other.getValue().capacity();
                    });
    if (!others) {
      courteousSince = 0;
      return false;
    }
    long now = System.nanoTime();
    if (courteousSince == 0) {
      courteousSince = now;
    }
    if (now - courteousSince < COURTESY.toNanos()) {
      return true;
    }
    courteousSince = 0;
    return false;
  }

  private boolean claim(Optional<OpenRequest> wanted) {
    if (wanted.isEmpty()) {
      return false;
    }
    OpenRequest request = wanted.get();
    int deaths = deathsIfClaimed(request);
    if (deaths >= SUSPECT && busy() > 0 && request.kind() != OpenRequest.Kind.REPEATED) {
      open.unreserve(request.subject());
      return false;
    }
    tasks.put(request.subject(), new QueueTask(request, deaths));
    self.claim(request, open.previous(request.subject()));
    return true;
  }

  private int deathsIfClaimed(OpenRequest request) {
    int deaths = open.deaths(request.subject());
    return open.previous(request.subject()).isEmpty() ? deaths : deaths + 1;
  }

  /** Whether something is in hand that is to have no company. */
  private boolean alone() {
    return tasks.values().stream()
        .anyMatch(task -> task.delivery() > SUSPECT && task.stage() == Stage.WORKING);
  }

  private int busy() {
    return (int)
        tasks.values().stream()
            .filter(task -> task.stage().compareTo(Stage.WORKING) <= 0 && !endsIdle(task))
            .count();
  }

  private int ending() {
    return (int)
        tasks.values().stream()
            .filter(task -> task.stage().compareTo(Stage.WORKING) <= 0 && endsIdle(task))
            .count();
  }

  private boolean endsIdle(QueueTask task) {
    return task.request().kind() == OpenRequest.Kind.REPEATED
        || open.calledOff(task.request().subject()).isPresent();
  }

  /** Claims that were never read were never written. */
  void forgetUnheard() {
    for (QueueTask task : List.copyOf(tasks.values())) {
      if (task.stage() == Stage.CLAIMING && task.inStage() > settings.lease().toNanos()) {
        tasks.remove(task.request().subject());
        open.unreserve(task.request().subject());
      }
    }
  }
}
