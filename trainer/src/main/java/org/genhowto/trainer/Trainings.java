package org.genhowto.trainer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.jspecify.annotations.Nullable;

/** What the topics say of trainings and of the releases they lead to. */
final class Trainings {
  private final Map<String, TrainingRequest> asked = new HashMap<>();
  private final Map<String, TrainingStatus> statuses = new HashMap<>();
  private final Map<String, ModelRelease> releases = new HashMap<>();
  private final Map<String, ReleaseDecision> decisions = new HashMap<>();

  void asked(String id, @Nullable TrainingRequest request) {
    put(asked, id, request);
  }

  void status(String id, @Nullable TrainingStatus status) {
    put(statuses, id, status);
  }

  void released(String network, @Nullable ModelRelease release) {
    put(releases, network, release);
  }

  void decided(String key, @Nullable ReleaseDecision decision) {
    put(decisions, key, decision);
  }

  private static <V> void put(Map<String, V> table, String key, @Nullable V value) {
    if (value == null) {
      table.remove(key);
    } else {
      table.put(key, value);
    }
  }

  /** The weights that serve. */
  Optional<ModelRelease> serving(GeneratorNetwork network) {
    return Optional.ofNullable(releases.get(network.spelling()));
  }

  /** Everything that was ever asked for a network, whatever became of it. */
  Stream<TrainingRequest> requests(GeneratorNetwork network) {
    Map<String, TrainingRequest> all = new HashMap<>();
    statuses.forEach((id, status) -> all.put(id, status.getRequest()));
    all.putAll(asked);
    return all.values().stream().filter(request -> request.getNetwork().equals(network.spelling()));
  }

  /** Whether a training of a network has not ended. */
  boolean isOpen(GeneratorNetwork network) {
    return open().anyMatch(request -> request.getNetwork().equals(network.spelling()));
  }

  /** Whether a candidate of a network waits for a decision. */
  boolean isTried(GeneratorNetwork network) {
    ModelRelease candidate = releases.get(GeneratorNetwork.candidate(network.target()).spelling());
    return candidate != null && !isDecided(network, candidate.getVersion());
  }

  private boolean isDecided(GeneratorNetwork network, String version) {
    return decisions.values().stream()
        .anyMatch(
            decision ->
                decision.getNetwork().equals(network.spelling())
                    && decision.getCandidate().equals(version));
  }

  /** Whether weights are served, tried, or were decided of: they need not be offered again. */
  boolean isKnown(GeneratorNetwork network, String version) {
    return isDecided(network, version)
        || releases.entrySet().stream()
            .anyMatch(
                entry ->
                    entry.getValue().getVersion().equals(version)
                        && entry.getKey().startsWith(network.spelling()));
  }

  /** What is asked for and has not ended, the oldest first. */
  Stream<TrainingRequest> open() {
    return asked.values().stream()
        .filter(request -> !hasEnded(request.getTrainingId()))
        .sorted(
            Comparator.comparing(TrainingRequest::getRequestedAt)
                .thenComparing(TrainingRequest::getTrainingId));
  }

  /** Trainings that were called off, and whose status does not say so yet. */
  Stream<TrainingStatus> calledOff() {
    return statuses.values().stream()
        .filter(status -> !asked.containsKey(status.getRequest().getTrainingId()))
        .filter(status -> !hasEnded(status.getRequest().getTrainingId()));
  }

  /** Trainings that have led to weights. */
  Stream<TrainingStatus> succeeded() {
    return statuses.values().stream()
        .filter(status -> status.getState() == TrainingState.SUCCEEDED);
  }

  boolean isAsked(String id) {
    return asked.containsKey(id);
  }

  private boolean hasEnded(String id) {
    TrainingStatus status = statuses.get(id);
    return status != null
        && status.getState() != TrainingState.RUNNING
        && status.getState() != TrainingState.INTERRUPTED;
  }
}
