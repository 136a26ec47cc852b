package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StallJudgeTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final StallJudge judge = new StallJudge(Duration.ofSeconds(60));

  @Test
  void work_that_waits_while_nothing_moves_is_a_stall_after_a_while() {
    assertThat(judge.judge(5, false, "at 1", at(0))).isEmpty();
    assertThat(judge.judge(5, false, "at 1", at(59))).isEmpty();
    assertThat(judge.judge(7, false, "at 1", at(61)))
        .contains("7 records wait and none has been worked on for 61 s");
  }

  @Test
  void whatever_moves_is_work_and_the_time_counts_anew() {
    judge.judge(5, false, "at 1", at(0));
    assertThat(judge.judge(5, false, "at 2", at(100))).isEmpty();
    assertThat(judge.judge(5, false, "at 2", at(159))).isEmpty();
    assertThat(judge.judge(5, false, "at 2", at(160))).isPresent();
  }

  @Test
  void a_worker_without_work_or_in_the_midst_of_it_never_stalls() {
    for (int second = 0; second < 1000; second += 100) {
      assertThat(judge.judge(0, false, "at 1", at(second))).isEmpty();
    }
    for (int second = 1000; second < 2000; second += 100) {
      assertThat(judge.judge(5, true, "at 1", at(second))).isEmpty();
    }
    assertThat(judge.judge(5, false, "at 1", at(2000))).as("idle since now").isEmpty();
    assertThat(judge.judge(5, false, "at 1", at(2059))).isEmpty();
    assertThat(judge.judge(5, false, "at 1", at(2060))).isPresent();
  }

  @Test
  void a_worker_that_is_forgiven_has_its_time_once_more() {
    judge.judge(5, false, "at 1", at(0));
    judge.forgive(at(50));
    assertThat(judge.judge(5, false, "at 1", at(109))).isEmpty();
    assertThat(judge.judge(5, false, "at 1", at(110))).isPresent();
  }

  private static Instant at(int second) {
    return BEGIN.plusSeconds(second);
  }
}
