package org.genhowto.gateway.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class GatewayJournalTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final GatewayJournal journal = new GatewayJournal(3);

  @Test
  void the_request_untouched_for_longest_is_forgotten() {
    journal.requested("a", terms(1), new RequestPlace(0, 1));
    journal.requested("b", terms(2), new RequestPlace(0, 2));
    journal.requested("c", terms(3), new RequestPlace(0, 3));
    journal.ended(failed("a"));

    journal.requested("d", terms(4), new RequestPlace(0, 4));

    assertThat(journal.find("b")).isEmpty();
    assertThat(journal.find("a").orElseThrow().state()).isEqualTo(RequestState.FAILED);
    assertThat(journal.find("c")).isPresent();
    assertThat(journal.find("d").orElseThrow().state()).isEqualTo(RequestState.QUEUED);
  }

  @Test
  void the_first_request_of_an_id_counts() {
    journal.requested("a", terms(1), new RequestPlace(0, 5));
    GatewayEntry first = journal.find("a").orElseThrow();

    journal.requested("a", terms(2), new RequestPlace(0, 6));

    assertThat(journal.find("a")).contains(first);
    assertThat(first.differs(terms(2))).isTrue();
  }

  @Test
  void nothing_follows_the_end_of_a_request() {
    journal.ended(failed("a"));
    GatewayEntry ended = journal.find("a").orElseThrow();

    journal.progressed(
        GenerationProgress.newBuilder()
            .setRequestId("a")
            .setStage(GenerationStage.DENOISING)
            .setStepsDone(1)
            .setStepsTotal(8)
            .setWorker("w")
            .build(),
        0);

    assertThat(journal.find("a")).contains(ended);
  }

  @Test
  void who_waits_learns_of_a_change() throws Exception {
    journal.requested("a", terms(1), new RequestPlace(0, 7));
    int version = journal.find("a").orElseThrow().version();
    CompletableFuture<Optional<GatewayEntry>> waiting = waitFor("a", version);

    journal.ended(failed("a"));

    assertThat(waiting.get(20, TimeUnit.SECONDS).orElseThrow().state().finished()).isTrue();
  }

  @Test
  void who_waits_is_let_go_on_close() throws Exception {
    journal.requested("a", terms(1), new RequestPlace(0, 8));
    CompletableFuture<Optional<GatewayEntry>> waiting = waitFor("a", 1);

    journal.close();

    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void waiting_ends_with_its_time() throws Exception {
    journal.requested("a", terms(1), new RequestPlace(0, 9));

    assertThat(journal.await("a", 1, Duration.ofMillis(5)).orElseThrow().version()).isEqualTo(1);
    assertThat(journal.await("unknown", 1, LONG)).isEmpty();
  }

  private CompletableFuture<Optional<GatewayEntry>> waitFor(String requestId, int version) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return journal.await(requestId, version, LONG);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static RequestTerms terms(int content) {
    return RequestTerms.unreadable(new byte[] {(byte) content});
  }

  private static GenerationResult failed(String requestId) {
    return GenerationResult.newBuilder()
        .setRequestId(requestId)
        .setStatus(GenerationStatus.FAILED)
        .setTarget(Target.ACTION)
        .build();
  }
}
