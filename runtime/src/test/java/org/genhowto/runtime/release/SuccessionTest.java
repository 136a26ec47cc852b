package org.genhowto.runtime.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final GeneratorNetwork NETWORK = GeneratorNetwork.serving(Target.ACTION);
  private static final Succession.Act ACT =
      new Succession.Act("gate", "better", Instant.ofEpochMilli(5));

  private static ModelRelease weights(String version) {
    return ModelRelease.newBuilder()
        .setNetwork("generator-action.candidate")
        .setVersion(version)
        .setUri("blob:" + version)
        .setSha256("sha-" + version)
        .build();
  }

  private static List<String> before(ModelRelease release) {
    return release.getBefore().stream().map(EarlierRelease::getVersion).toList();
  }

  @Test
  void each_release_carries_those_before_it_and_a_step_back_goes_on_going_back() {
    ModelRelease one = Succession.after(Optional.empty(), weights("1"), NETWORK, ACT);
    ModelRelease two = Succession.after(Optional.of(one), weights("2"), NETWORK, ACT);
    ModelRelease three = Succession.after(Optional.of(two), weights("3"), NETWORK, ACT);

    assertThat(three.getNetwork()).isEqualTo("generator-action");
    assertThat(three.getReleasedBy()).isEqualTo("gate");
    assertThat(three.getReason()).isEqualTo("better");
    assertThat(three.getReleasedAt()).isEqualTo(Instant.ofEpochMilli(5));
    assertThat(before(three)).containsExactly("2", "1");

    ModelRelease back = Succession.back(three, ACT).orElseThrow();
    assertThat(back.getVersion()).isEqualTo("2");
    assertThat(back.getUri()).isEqualTo("blob:2");
    assertThat(back.getSha256()).isEqualTo("sha-2");
    assertThat(back.getNetwork()).isEqualTo("generator-action");
    assertThat(before(back)).containsExactly("1");
    assertThat(Succession.back(Succession.back(back, ACT).orElseThrow(), ACT)).isEmpty();
  }

  @Test
  void weights_that_serve_again_stand_once_in_the_line() {
    ModelRelease one = Succession.after(Optional.empty(), weights("1"), NETWORK, ACT);
    ModelRelease two = Succession.after(Optional.of(one), weights("2"), NETWORK, ACT);
    assertThat(before(Succession.after(Optional.of(two), weights("1"), NETWORK, ACT)))
        .containsExactly("2");
  }

  @Test
  void where_nothing_was_released_what_a_candidate_was_made_from_is_before_it() {
    ModelRelease candidate =
        ModelRelease.newBuilder(weights("1"))
            .setBefore(List.of(Succession.earlier(weights("0"))))
            .build();
    ModelRelease one = Succession.after(Optional.empty(), candidate, NETWORK, ACT);
    assertThat(Succession.back(one, ACT).orElseThrow().getVersion()).isEqualTo("0");
    assertThat(before(Succession.after(Optional.of(weights("x")), candidate, NETWORK, ACT)))
        .containsExactly("x");
  }

  @Test
  void a_line_is_remembered_up_to_a_length() {
    ModelRelease newest = weights("0");
    for (int i = 1; i < 40; i++) {
      newest = Succession.after(Optional.of(newest), weights("" + i), NETWORK, ACT);
    }
    assertThat(before(newest)).hasSize(20).startsWith("38", "37");
  }

  @Test
  void an_ancestry_goes_back_through_the_weights_that_trainings_went_on_from() {
    Ancestry ancestry =
        new Ancestry(
            List.of(
                training("a", "1", "0", 0),
                training("b", "2", "1", 4),
                training("c", "3", "2", 0)));

    assertThat(ancestry.of("3"))
        .extracting(each -> each.getRequest().getTrainingId())
        .containsExactly("c", "b", "a");
    assertThat(ancestry.of("0")).isEmpty();
    assertThat(ancestry.deletedSamples("1")).isZero();
    assertThat(ancestry.deletedSamples("3")).as("through the weights before it").isEqualTo(4);
    assertThat(new Ancestry(List.of(training("a", "1", "1", 0))).of("1")).hasSize(1);
  }

  private static TrainingStatus training(String id, String made, String from, long deleted) {
    return TrainingStatus.newBuilder()
        .setRequest(
            TrainingRequest.newBuilder()
                .setTrainingId(id)
                .setNetwork("generator-action")
                .setDatasetVersion(1)
                .setStart(weights(from))
                .setSteps(1)
                .setBatch(1)
                .setRate(1)
                .setWarmUp(0)
                .setAveraging(0)
                .build())
        .setState(TrainingState.SUCCEEDED)
        .setCandidate(made)
        .setDeletedSamples(deleted)
        .build();
  }
}
