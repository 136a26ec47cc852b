package org.genhowto.evaluator.heldout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.Target;

/**
 * What is to be asked next. It knows only what topics say, so that after a restart it goes on where
 * it was; what it sends twice has the same id, and is answered once.
 */
final class HeldOutPlan {
  /** So many failures of one request are told of. */
  static final int MANY = 6;

  /** A candidate that is not loaded yet refuses requests: they are sent again, later each time. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final List<HeldOutQuestion> questions;
  private final HeldOutSettings settings;
  private final Map<GeneratorNetwork, String> releases = new HashMap<>();
  private final Map<String, End> ends = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /** How a request ended, and when that was read. */
  private record End(GenerationStatus status, long readAt) {}

  /**
   * A question's next request of a release; none where it is answered, open or rests.
   *
   * @param failures how often it has failed; 0 where it is answered
   */
  private record Next(Optional<GenerationRequest> request, int failures) {}

  HeldOutPlan(List<HeldOutQuestion> questions, HeldOutSettings settings) {
    this.questions = List.copyOf(questions);
    this.settings = settings;
  }

  /** Takes note of what is released; empty where nothing is any more. */
  void released(GeneratorNetwork network, Optional<String> version) {
    version.ifPresentOrElse(each -> releases.put(network, each), () -> releases.remove(network));
  }

  /** Takes note of a result. */
  void ended(String requestId, GenerationStatus status, long now) {
    ends.putIfAbsent(requestId, new End(status, now));
    open.remove(requestId);
  }

  /** What is to be sent now; it counts as sent. */
  List<GenerationRequest> due(long now) {
    List<GenerationRequest> due = new ArrayList<>();
    for (HeldOutQuestion question : questions) {
      for (String release : wanted(question.target())) {
        if (open.size() >= settings.atOnce()) {
          return due;
        }
        next(question, release, now)
            .request()
            .ifPresent(
                request -> {
                  open.add(request.getRequestId());
                  due.add(request);
                });
      }
    }
    return due;
  }

  /** It did not get to the topic. */
  void unsent(String requestId) {
    open.remove(requestId);
  }

  /** How many questions have failed many times of a release. */
  int stuck() {
    int count = 0;
    for (HeldOutQuestion question : questions) {
      for (String release : wanted(question.target())) {
        count += next(question, release, 0).failures() >= MANY ? 1 : 0;
      }
    }
    return count;
  }

  /** The candidate and what serves, which is empty where nothing was released. */
  private List<String> wanted(Target target) {
    String serving = releases.getOrDefault(GeneratorNetwork.serving(target), "");
    String candidate = releases.get(GeneratorNetwork.candidate(target));
    if (candidate == null && settings.asks() == HeldOutSettings.Asks.BESIDE_A_CANDIDATE) {
      return List.of();
    }
    return candidate == null || candidate.equals(serving)
        ? List.of(serving)
        : List.of(candidate, serving);
  }

  private Next next(HeldOutQuestion question, String release, long now) {
    int attempt = 1;
    String id = question.id(settings.set(), release, attempt);
    long from = 0;
    for (End end = ends.get(id); end != null; end = ends.get(id)) {
      if (end.status() == GenerationStatus.SUCCEEDED) {
        return new Next(Optional.empty(), 0);
      }
      from = end.readAt() + pause(attempt);
      attempt++;
      id = question.id(settings.set(), release, attempt);
    }
    return open.contains(id) || now < from
        ? new Next(Optional.empty(), attempt - 1)
        : new Next(Optional.of(question.request(settings.set(), release, attempt)), attempt - 1);
  }

  /** After so many failures; each is twice as long as the one before. */
  private static long pause(int failures) {
    int doublings = Math.min(failures - 1, Integer.SIZE);
    return Math.min(PAUSE.toMillis() << doublings, LONGEST_PAUSE.toMillis());
  }
}
