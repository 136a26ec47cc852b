package org.genhowto.trainer;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.TrainingRequest;

/** Says when a version of the dataset is worth a training. */
final class TrainingRule {
  private final TrainerSettings.Rule rule;

  TrainingRule(TrainerSettings.Rule rule) {
    this.rule = rule;
  }

  /** Whether it ever says so. */
  boolean on() {
    return rule.newSamples() > 0;
  }

  /**
   * Why a network is to be trained now; empty where it is not.
   *
   * @param newest version of the dataset
   */
  Optional<String> due(GeneratorNetwork network, Manifest newest, Trainings known, Instant now) {
    if (!on() || known.isOpen(network) || known.isTried(network)) {
      return Optional.empty();
    }
    Optional<TrainingRequest> last =
        known.requests(network).max(Comparator.comparing(TrainingRequest::getRequestedAt));
    if (last.isPresent() && last.get().getRequestedAt().plus(rule.pause()).isAfter(now)) {
      return Optional.empty();
    }
    long before =
        known
            .requests(network)
            .max(Comparator.comparing(TrainingRequest::getDatasetVersion))
            .map(TrainingRequest::getSamples)
            .orElse(0L);
    long more = TrainingOrders.samples(newest) - before;
    return more < rule.newSamples()
        ? Optional.empty()
        : Optional.of(
            "version %d has %d samples more to learn from than the last training had"
                .formatted(newest.version(), more));
  }
}
