package org.genhowto.evaluator.heldout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class HeldOutPlanTest {
  private static final GeneratorNetwork SERVING = GeneratorNetwork.serving(Target.ACTION);
  private static final GeneratorNetwork CANDIDATE = GeneratorNetwork.candidate(Target.ACTION);

  private static HeldOutPlan plan(int atOnce, HeldOutQuestion... questions) {
    return new HeldOutPlan(
        List.of(questions),
        new HeldOutSettings(Optional.empty(), "test", atOnce, HeldOutSettings.Asks.ALWAYS));
  }

  private static HeldOutQuestion question(String sha256, Target target) {
    return new HeldOutQuestion(
        BlobRef.newBuilder()
            .setUri("blob:" + sha256)
            .setSha256(sha256)
            .setLength(3)
            .setMediaType("image/png")
            .build(),
        "apple",
        target,
        "a cut apple");
  }

  private static List<String> ids(List<GenerationRequest> requests) {
    return requests.stream().map(GenerationRequest::getRequestId).toList();
  }

  @Test
  void candidate_and_serving_release_get_the_same_requests_at_low_priority() {
    HeldOutPlan plan = plan(10, question("a", Target.ACTION));
    plan.released(SERVING, Optional.of("one"));
    plan.released(CANDIDATE, Optional.of("two"));

    List<GenerationRequest> due = plan.due(0);

    assertThat(due)
        .extracting(request -> request.getModelVersion().orElse("none"))
        .containsExactly("two", "one");
    GenerationRequest first = due.get(0);
    GenerationRequest second = due.get(1);
    assertThat(first.getPriority()).isEqualTo(Priority.LOW);
    assertThat(first.getSeed()).isEqualTo(second.getSeed()).isPresent();
    assertThat(first.getImage()).isEqualTo(second.getImage());
    assertThat(first.getPrompt()).isEqualTo(second.getPrompt());
    assertThat(first.getEvaluation().orElseThrow().getSet()).isEqualTo("test");
    assertThat(first.getRequestId()).isNotEqualTo(second.getRequestId());
    assertThat(RequestContract.isId(first.getRequestId())).isTrue();
  }

  @Test
  void without_a_release_what_serves_is_asked_once() {
    HeldOutPlan plan = plan(10, question("a", Target.ACTION), question("b", Target.FINAL_STATE));

    List<GenerationRequest> due = plan.due(0);

    assertThat(due).hasSize(2).allMatch(request -> request.getModelVersion().isEmpty());
    assertThat(plan.due(1)).isEmpty();
  }

  @Test
  void what_serves_is_asked_beside_a_candidate_alone_where_nothing_else_is_wanted() {
    HeldOutPlan plan =
        new HeldOutPlan(
            List.of(question("a", Target.ACTION), question("b", Target.FINAL_STATE)),
            new HeldOutSettings(
                Optional.empty(), "test", 10, HeldOutSettings.Asks.BESIDE_A_CANDIDATE));
    plan.released(SERVING, Optional.of("one"));
    assertThat(plan.due(0)).isEmpty();

    plan.released(CANDIDATE, Optional.of("two"));
    assertThat(plan.due(1))
        .extracting(request -> request.getModelVersion().orElse("none"))
        .containsExactly("two", "one");
    plan.released(CANDIDATE, Optional.empty());
    assertThat(plan.due(2)).isEmpty();
  }

  @Test
  void no_more_are_open_than_may_be_and_each_end_makes_room() {
    HeldOutPlan plan =
        plan(
            2,
            question("a", Target.ACTION),
            question("b", Target.ACTION),
            question("c", Target.ACTION));
    List<String> first = ids(plan.due(0));
    assertThat(first).hasSize(2);
    assertThat(plan.due(1)).isEmpty();
    plan.ended(first.get(0), GenerationStatus.SUCCEEDED, 2);
    assertThat(plan.due(3)).hasSize(1);
    assertThat(plan.due(4)).isEmpty();
  }

  @Test
  void a_restart_goes_on_where_it_was() {
    HeldOutQuestion[] questions = {question("a", Target.ACTION), question("b", Target.ACTION)};
    HeldOutPlan before = plan(10, questions);
    List<String> sent = ids(before.due(0));
    HeldOutPlan after = plan(10, questions);
    after.ended(sent.get(0), GenerationStatus.SUCCEEDED, 5);
    assertThat(ids(after.due(6))).containsExactly(sent.get(1));
  }

  @Test
  void a_new_release_is_asked_everything_and_an_old_one_is_not_asked_again() {
    HeldOutPlan plan = plan(10, question("a", Target.ACTION));
    plan.released(SERVING, Optional.of("one"));
    List<String> first = ids(plan.due(0));
    plan.ended(first.get(0), GenerationStatus.SUCCEEDED, 1);
    plan.released(SERVING, Optional.of("two"));
    List<String> second = ids(plan.due(2));
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    plan.ended(second.get(0), GenerationStatus.SUCCEEDED, 3);
    plan.released(SERVING, Optional.of("one"));
    assertThat(plan.due(4)).isEmpty();
  }

  @Test
  void a_candidate_that_is_promoted_or_withdrawn_is_asked_no_more() {
    HeldOutPlan plan = plan(10, question("a", Target.ACTION));
    plan.released(SERVING, Optional.of("one"));
    plan.released(CANDIDATE, Optional.of("one"));
    assertThat(plan.due(0)).hasSize(1);
    plan.released(CANDIDATE, Optional.of("two"));
    plan.released(CANDIDATE, Optional.empty());
    assertThat(plan.due(1)).isEmpty();
  }

  @Test
  void what_fails_is_asked_again_later_each_time_and_in_the_end_every_hour() {
    HeldOutPlan plan = plan(1, question("a", Target.ACTION));
    List<String> all = new ArrayList<>();
    long now = 0;
    long pause = HeldOutPlan.PAUSE.toMillis();
    for (int attempt = 1; attempt <= 40; attempt++) {
      assertThat(plan.stuck()).isEqualTo(attempt > HeldOutPlan.MANY ? 1 : 0);
      List<String> sent = ids(plan.due(now));
      assertThat(sent).as("attempt %d", attempt).hasSize(1).noneMatch(all::contains);
      all.addAll(sent);
      plan.ended(sent.get(0), GenerationStatus.FAILED, now);
      assertThat(plan.due(now + pause - 1)).isEmpty();
      now += pause;
      pause = Math.min(2 * pause, HeldOutPlan.LONGEST_PAUSE.toMillis());
    }
    plan.ended(ids(plan.due(now)).get(0), GenerationStatus.SUCCEEDED, now);
    assertThat(plan.stuck()).isZero();
    assertThat(plan.due(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void what_did_not_get_to_the_topic_is_sent_again() {
    HeldOutPlan plan = plan(1, question("a", Target.ACTION));
    List<String> sent = ids(plan.due(0));
    plan.unsent(sent.get(0));
    assertThat(ids(plan.due(1))).isEqualTo(sent);
  }
}
