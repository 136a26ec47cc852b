package org.genhowto.gateway.dashboard.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.genhowto.schemas.DatasetVersion;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.junit.jupiter.api.Test;

class LoopShelfTest {
  private final LoopShelf shelf = new LoopShelf();

  private static TrainingRequest request(String id, long version) {
    return TrainingRequest.newBuilder()
        .setTrainingId(id)
        .setNetwork("generator-action")
        .setDatasetVersion(version)
        .setSamples(16 * version)
        .setSteps(300)
        .setBatch(8)
        .setRate(1e-4)
        .setWarmUp(0)
        .setAveraging(0)
        .setReason("enough that is new")
        .setRequestedAt(Instant.ofEpochMilli(version))
        .build();
  }

  private static ModelRelease release(String network, String version) {
    return ModelRelease.newBuilder()
        .setNetwork(network)
        .setVersion(version)
        .setUri("blob:" + version)
        .setSha256(version)
        .setReleasedBy("gate")
        .setReleasedAt(Instant.ofEpochMilli(7))
        .setBefore(List.of(new EarlierRelease("zero", "blob:0", "0")))
        .build();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> row(Map<String, Object> rows, String key) {
    return (Map<String, Object>) requireNonNull(rows.get(key));
  }

  @Test
  void a_training_waits_runs_ends_and_goes_where_it_is_called_off_before_it_began() {
    shelf.add(request("one", 1));
    assertThat(row(shelf.trainings(), "one")).containsEntry("state", "waiting");

    shelf.add(
        TrainingStatus.newBuilder()
            .setRequest(request("one", 1))
            .setState(TrainingState.RUNNING)
            .setStep(30)
            .setLoss(0.25)
            .setSecondsLeft(9.0)
            .build());
    shelf.add(request("two", 2));
    assertThat(shelf.trainings().keySet()).containsExactly("two", "one");
    assertThat(row(shelf.trainings(), "one"))
        .containsEntry("state", "running")
        .containsEntry("step", 30L)
        .containsEntry("loss", 0.25)
        .containsEntry("secondsLeft", 9.0)
        .containsEntry("version", 1L)
        .containsEntry("samples", 16L)
        .doesNotContainKeys("deleted", "candidate", "start");

    shelf.callOff("two");
    assertThat(shelf.trainings().keySet()).containsExactly("one");
  }

  @Test
  void weights_are_told_with_what_was_before_them_and_what_was_deleted_of_what_they_learned() {
    shelf.add(release("generator-action", "one"));
    shelf.add(release("generator-action.candidate", "two"));
    shelf.add(
        TrainingStatus.newBuilder()
            .setRequest(request("t", 1))
            .setState(TrainingState.SUCCEEDED)
            .setCandidate("one")
            .setDeletedSamples(3)
            .build());

    assertThat(row(shelf.weights(), "generator-final-state")).isEmpty();
    Map<String, Object> both = row(shelf.weights(), "generator-action");
    assertThat(row(both, "serving"))
        .containsEntry("version", "one")
        .containsEntry("by", "gate")
        .containsEntry("at", 7L)
        .containsEntry("deleted", 3L)
        .containsEntry("before", List.of("zero"));
    assertThat(row(both, "candidate")).containsEntry("version", "two").doesNotContainKey("deleted");
    assertThat(shelf.learned("one-base")).hasSize(1);
    assertThat(shelf.learned("one-base").get(0)).containsEntry("id", "t");
    assertThat(shelf.learned("other-base")).isEmpty();

    shelf.withdraw("generator-action.candidate");
    assertThat(row(shelf.weights(), "generator-action")).doesNotContainKey("candidate");
  }

  @Test
  void of_many_versions_the_newest_are_shown() {
    for (long number = 1; number <= 30; number++) {
      shelf.add(
          DatasetVersion.newBuilder()
              .setVersion(number)
              .setId("id")
              .setSamples(10 * number)
              .setTrainSamples(8 * number)
              .setMadeAt(Instant.ofEpochMilli(number))
              .build());
    }
    assertThat(shelf.versions()).hasSize(20).containsKey("30").doesNotContainKey("10");
    assertThat(row(shelf.versions(), "30")).containsEntry("train", 240L).containsEntry("at", 30L);
  }
}
