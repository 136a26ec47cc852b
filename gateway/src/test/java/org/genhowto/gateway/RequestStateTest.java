package org.genhowto.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.gateway.RequestState.CANCELLED;
import static org.genhowto.gateway.RequestState.FAILED;
import static org.genhowto.gateway.RequestState.QUEUED;
import static org.genhowto.gateway.RequestState.RUNNING;
import static org.genhowto.gateway.RequestState.SUCCEEDED;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.genhowto.schemas.GenerationStatus;
import org.junit.jupiter.api.Test;

class RequestStateTest {
  private static final Map<RequestState, List<RequestState>> LEGAL =
      Map.of(
          QUEUED, List.of(RUNNING, SUCCEEDED, FAILED, CANCELLED),
          RUNNING, List.of(RUNNING, SUCCEEDED, FAILED, CANCELLED),
          SUCCEEDED, List.of(),
          FAILED, List.of(),
          CANCELLED, List.of());

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
      assertThat(RequestState.of(status).finished()).isTrue();
      assertThat(RequestState.of(status).name()).isEqualTo(status.name());
    }
  }

  @Test
  void its_words_are_those_of_the_interface() {
    assertThat(Arrays.stream(RequestState.values()).map(RequestState::word))
        .containsExactly("queued", "running", "succeeded", "failed", "cancelled");
  }
}
