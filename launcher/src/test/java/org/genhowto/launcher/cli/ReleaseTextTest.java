package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.junit.jupiter.api.Test;

class ReleaseTextTest {
  private static final TrainingStatus TRAINING =
      TrainingStatus.newBuilder()
          .setRequest(
              TrainingRequest.newBuilder()
                  .setTrainingId("generator-action-v3-abc")
                  .setNetwork("generator-action")
                  .setDatasetVersion(3)
                  .setSteps(300)
                  .setBatch(8)
                  .setRate(1e-4)
                  .setWarmUp(0)
                  .setAveraging(0)
                  .build())
          .setState(TrainingState.SUCCEEDED)
          .setSamples(40)
          .setCandidate("two")
          .setDeletedSamples(5)
          .build();

  @Test
  void a_list_says_what_served_before_and_what_was_deleted_of_what_was_learned() {
    ModelRelease release =
        ModelRelease.newBuilder()
            .setNetwork("generator-action")
            .setVersion("two")
            .setUri("blob:2")
            .setSha256("b")
            .setReleasedBy("gate")
            .setReleasedAt(Instant.ofEpochSecond(0))
            .setBefore(List.of(new EarlierRelease("one", "blob:1", "a")))
            .build();
    ReleaseDecision decision =
        ReleaseDecision.newBuilder()
            .setNetwork("generator-action")
            .setCandidate("two")
            .setDecision(Decision.PROMOTE)
            .setReason("accuracy keeps 'accuracy >= -0.05'")
            .setSet("test")
            .build();

    List<String> lines =
        ReleaseText.of(List.of(release), List.of(decision), List.of(TRAINING)).stream()
            .map(line -> line.strip().replaceAll(" +", " "))
            .toList();

    assertThat(lines)
        .containsExactly(
            "generator-action two blob:2, by gate at 1970-01-01T00:00:00Z; trained on 5 samples"
                + " that were deleted since: train without them, or roll back",
            "one served before",
            "generator-action two PROMOTE: accuracy keeps 'accuracy >= -0.05'");
  }

  @Test
  void a_training_of_a_line_says_what_it_learned_from() {
    assertThat(ReleaseText.training(TRAINING))
        .isEqualTo(
            "two: trained by generator-action-v3-abc on version 3 of the dataset (40 samples, 5"
                + " deleted since), 300 steps, from the base model");
  }
}
