package org.genhowto.gateway.dashboard;

import java.util.List;
import java.util.Map;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.jspecify.annotations.Nullable;

/** What the dashboard shows at one moment, as its page reads it (JSON). */
public record DashboardSnapshot(
    List<StageCount> stages,
    long framesSampled,
    long samplesInShards,
    List<WorkerNumbers> workers,
    Map<String, List<Point>> metrics,
    List<TripletView> triplets,
    List<RequestView> requests,
    List<DeadLetterView> deadLetters) {

  public DashboardSnapshot {
    stages = List.copyOf(stages);
    workers = List.copyOf(workers);
    metrics = Map.copyOf(metrics);
    triplets = List.copyOf(triplets);
    requests = List.copyOf(requests);
    deadLetters = List.copyOf(deadLetters);
  }

  /** Records that a topic has carried. */
  public record StageCount(String topic, long records) {}

  /** One measurement; time in milliseconds since 1970. */
  public record Point(long time, double value, long samples) {}

  /** A captioned triplet; its frames are at /v1/triplets/ID/MOMENT.jpg. */
  public record TripletView(
      String id,
      String category,
      String split,
      int initialSecond,
      int actionSecond,
      int finalSecond,
      double confidence,
      String actionCaption,
      String finalCaption) {}

  /** A request and how far it is; images are hashes for /v1/images/SHA. */
  public record RequestView(
      String id,
      String prompt,
      String target,
      RequestState status,
      int stepsDone,
      int stepsTotal,
      @Nullable String input,
      List<String> images,
      @Nullable String error) {
    public RequestView {
      images = List.copyOf(images);
    }
  }

  /** A record that became a dead letter, why, and what was done about it. */
  public record DeadLetterView(
      String worker,
      String position,
      String state,
      String key,
      int attempts,
      String message,
      @Nullable String actor) {}
}
