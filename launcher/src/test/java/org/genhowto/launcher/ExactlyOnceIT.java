package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.launcher.chaos.Guarantee;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes halt in mid-stream; readers of committed records cannot tell. */
class ExactlyOnceIT {
  private static final String LETTERS = Topics.deadLetters(LoopProcess.EXACTLY_ONCE);

  @TempDir Path directory;
  @TempDir Path blobs;

  @Test
  void none_is_lost_and_none_is_twice_when_the_worker_halts_three_times() throws Exception {
    try (LoopBed bed = new LoopBed(directory, LoopProcess.EXACTLY_ONCE)) {
      bed.submit("v", 400, "copy");
      bed.submit("bad", 1, "reject");
      bed.submit("sick", 1, "fail");
      bed.submit("w", 400, "copy");
      for (int left : List.of(150, 77, 210)) {
        Process halting = start(bed, "one", left);
        assertThat(halting.waitFor(120, TimeUnit.SECONDS)).as("halted").isTrue();
        assertThat(halting.exitValue()).isEqualTo(9);
      }
      Process last = start(bed, "one", Integer.MAX_VALUE);
      bed.history();
      var letters = bed.read(LETTERS, "two dead letters", all -> all.size() >= 2);
      stop(last);

      Guarantee.History history = bed.history();
      Guarantee.NONE_LOST.verify(history);
      Guarantee.NONE_TWICE.verify(history);
      Guarantee.IN_ORDER.verify(history);
      assertThat(letters)
          .extracting(ConsumerRecord::key)
          .containsExactlyInAnyOrder("bad0", "sick0");
    }
  }

  @Test
  void two_workers_share_the_work_and_one_takes_over_from_the_other() throws Exception {
    try (LoopBed bed = new LoopBed(directory, LoopProcess.EXACTLY_ONCE)) {
      bed.submit("v", 200, "copy");
      Process one = start(bed, "one", Integer.MAX_VALUE);
      Process two = start(bed, "two", Integer.MAX_VALUE);
      bed.history();
      bed.submit("w", 200, "copy");
      stop(one);
      bed.submit("x", 200, "copy");
      bed.history();
      stop(two);
      Guarantee.History history = bed.history();

      Guarantee.NONE_LOST.verify(history);
      Guarantee.NONE_TWICE.verify(history);
      Guarantee.IN_ORDER.verify(history);
    }
  }

  @Test
  void a_record_that_kills_its_worker_becomes_a_dead_letter_at_the_third_death() throws Exception {
    try (LoopBed bed = new LoopBed(directory, LoopProcess.EXACTLY_ONCE)) {
      bed.submit("v", 20, "copy");
      bed.submit("deadly", 1, "halt");
      bed.submit("w", 20, "copy");
      for (int death = 1; death <= 3; death++) {
        Process dying = start(bed, "one", Integer.MAX_VALUE);
        assertThat(dying.waitFor(120, TimeUnit.SECONDS)).as("halted").isTrue();
        assertThat(dying.exitValue()).isEqualTo(9);
      }
      Process last = start(bed, "one", Integer.MAX_VALUE);
      Guarantee.History history = bed.history();
      Guarantee.NONE_LOST.verify(history);
      Guarantee.NONE_TWICE.verify(history);
      var letters = bed.read(LETTERS, "a dead letter", all -> all.size() >= 1);
      assertThat(letters).extracting(ConsumerRecord::key).containsExactly("deadly0");
      assertThat(last.isAlive()).isTrue();
      stop(last);
    }
  }

  private Process start(LoopBed bed, String instance, int left) throws Exception {
    return LoopProcess.start(LoopProcess.EXACTLY_ONCE, bed.platform, blobs, instance, left);
  }

  /** As an operator does: SIGTERM. */
  private static void stop(Process worker) throws Exception {
    worker.destroy();
    assertThat(worker.waitFor(60, TimeUnit.SECONDS)).as("stopped").isTrue();
  }
}
