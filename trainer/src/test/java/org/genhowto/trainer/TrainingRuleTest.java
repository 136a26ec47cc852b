package org.genhowto.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.junit.jupiter.api.Test;

class TrainingRuleTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final GeneratorNetwork ACTION = GeneratorNetwork.serving(Target.ACTION);
  private static final GeneratorNetwork STATE = GeneratorNetwork.serving(Target.FINAL_STATE);

  private final Trainings known = new Trainings();
  private final TrainingRule rule =
      new TrainingRule(
          new TrainerSettings.Rule(List.of(ACTION, STATE), 50, Duration.ofMinutes(30)));

  @Test
  void so_many_new_samples_begin_a_training_and_one_fewer_does_not() {
    assertThat(rule.due(ACTION, TestDataset.manifest(1, 49), known, NOW)).isEmpty();
    assertThat(rule.due(ACTION, TestDataset.manifest(1, 50), known, NOW))
        .contains("version 1 has 50 samples more to learn from than the last training had");
    ended(request("a", 3, 120), TrainingState.SUCCEEDED);
    assertThat(rule.due(ACTION, TestDataset.manifest(4, 169), known, NOW)).isEmpty();
    assertThat(rule.due(ACTION, TestDataset.manifest(4, 170), known, NOW)).isPresent();
  }

  @Test
  void a_training_that_was_called_off_or_failed_is_not_asked_for_again() {
    ended(request("a", 3, 120), TrainingState.CANCELLED);
    assertThat(rule.due(ACTION, TestDataset.manifest(3, 120), known, NOW)).isEmpty();
    known.status("a", null);
    ended(request("a", 3, 120), TrainingState.FAILED);
    assertThat(rule.due(ACTION, TestDataset.manifest(3, 120), known, NOW)).isEmpty();
  }

  @Test
  void a_network_waits_for_its_open_training_and_the_others_do_not() {
    TrainingRequest open = request("a", 1, 10);
    known.asked("a", open);
    assertThat(rule.due(ACTION, TestDataset.manifest(2, 500), known, NOW)).isEmpty();
    assertThat(rule.due(STATE, TestDataset.manifest(2, 500), known, NOW)).isPresent();
  }

  @Test
  void a_network_waits_until_its_candidate_is_decided_of() {
    ModelRelease candidate =
        ModelRelease.newBuilder()
            .setNetwork("generator-action.candidate")
            .setVersion("v1")
            .setUri("blob:x")
            .setSha256("0".repeat(64))
            .build();
    known.released("generator-action.candidate", candidate);
    assertThat(rule.due(ACTION, TestDataset.manifest(2, 500), known, NOW)).isEmpty();
    known.decided(
        "generator-action/v1",
        ReleaseDecision.newBuilder()
            .setNetwork("generator-action")
            .setCandidate("v1")
            .setDecision(Decision.HOLD)
            .setReason("not better")
            .setSet("test")
            .build());
    assertThat(rule.due(ACTION, TestDataset.manifest(2, 500), known, NOW)).isPresent();
  }

  @Test
  void trainings_of_a_network_keep_their_pause() {
    TrainingRequest last =
        TrainingRequest.newBuilder(request("a", 1, 10))
            .setRequestedAt(NOW.minus(Duration.ofMinutes(29)))
            .build();
    ended(last, TrainingState.SUCCEEDED);
    assertThat(rule.due(ACTION, TestDataset.manifest(2, 500), known, NOW)).isEmpty();
    assertThat(rule.due(ACTION, TestDataset.manifest(2, 500), known, NOW.plusSeconds(60)))
        .isPresent();
  }

  @Test
  void without_a_number_nothing_begins_by_itself() {
    TrainingRule off =
        new TrainingRule(new TrainerSettings.Rule(List.of(ACTION), 0, Duration.ZERO));
    assertThat(off.due(ACTION, TestDataset.manifest(2, 500), known, NOW)).isEmpty();
  }

  private void ended(TrainingRequest request, TrainingState state) {
    known.status(
        request.getTrainingId(),
        TrainingStatus.newBuilder().setRequest(request).setState(state).build());
  }

  private static TrainingRequest request(String id, long version, long samples) {
    return TrainingRequest.newBuilder()
        .setTrainingId(id)
        .setNetwork("generator-action")
        .setDatasetVersion(version)
        .setSamples(samples)
        .setSteps(10)
        .setBatch(2)
        .setRate(1e-4)
        .setWarmUp(1)
        .setAveraging(.9)
        .setRequestedAt(NOW.minus(Duration.ofHours(2)))
        .build();
  }
}
