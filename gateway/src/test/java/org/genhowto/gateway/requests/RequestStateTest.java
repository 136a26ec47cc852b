package org.genhowto.gateway.requests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.gateway.requests.RequestState.CANCELLED;
import static org.genhowto.gateway.requests.RequestState.EXPIRED;
import static org.genhowto.gateway.requests.RequestState.FAILED;
import static org.genhowto.gateway.requests.RequestState.QUEUED;
import static org.genhowto.gateway.requests.RequestState.RUNNING;
import static org.genhowto.gateway.requests.RequestState.SUCCEEDED;
import static org.genhowto.gateway.requests.RequestState.SUPERSEDED;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class RequestStateTest {
  private static final Map<RequestState, List<RequestState>> LEGAL =
      Map.of(
          QUEUED, List.of(RUNNING, SUCCEEDED, FAILED, CANCELLED, EXPIRED, SUPERSEDED),
          RUNNING, List.of(RUNNING, SUCCEEDED, FAILED, CANCELLED, EXPIRED, SUPERSEDED),
          SUCCEEDED, List.of(),
          FAILED, List.of(),
          CANCELLED, List.of(),
          EXPIRED, List.of(),
          SUPERSEDED, List.of());

  @Test
  void only_legal_steps_are_taken() {
    for (RequestState from : RequestState.values()) {
      List<RequestState> legal = requireNonNull(LEGAL.get(from));
      assertThat(Arrays.stream(RequestState.values()).filter(from::leadsTo))
          .as(from.word())
          .containsExactlyElementsOf(legal);
      assertThat(from.finished()).as(from.word()).isEqualTo(legal.isEmpty());
    }
  }

  @Test
  void each_status_of_a_result_is_an_end() {
    for (GenerationStatus status : GenerationStatus.values()) {
      RequestState end = RequestState.of(result(status).build());
      assertThat(end.finished()).isTrue();
      assertThat(end.name()).isEqualTo(status.name());
    }
    for (CallOff reason : CallOff.values()) {
      RequestState end =
          RequestState.of(result(GenerationStatus.CANCELLED).setCalledOff(reason).build());
      assertThat(end.finished()).isTrue();
      assertThat(end.name()).isEqualTo(reason.name());
    }
  }

  private static GenerationResult.Builder result(GenerationStatus status) {
    return GenerationResult.newBuilder()
        .setRequestId("r")
        .setTarget(Target.ACTION)
        .setStatus(status);
  }

  @Test
  void its_words_are_those_of_the_interface() {
    assertThat(Arrays.stream(RequestState.values()).map(RequestState::word))
        .containsExactly(
            "queued", "running", "succeeded", "failed", "cancelled", "expired", "superseded");
  }
}
