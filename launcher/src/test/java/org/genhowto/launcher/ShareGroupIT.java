package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.genhowto.launcher.chaos.Guarantee;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a share group die, take long and meet records that kill them. */
class ShareGroupIT {
  private static final String LETTERS = Topics.deadLetters(LoopProcess.SHARE_GROUP);

  @TempDir Path directory;
  @TempDir Path blobs;
  private final List<Process> workers = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Process worker : workers) {
      worker.destroy();
      if (!worker.waitFor(30, TimeUnit.SECONDS)) {
        worker.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void what_a_dead_worker_held_goes_to_another() throws Exception {
    try (LoopBed bed = new LoopBed(directory, LoopProcess.SHARE_GROUP)) {
      bed.submit("v", 30, "copy");
      Process dying = start(bed, "one", 10);
      assertThat(dying.waitFor(120, TimeUnit.SECONDS)).as("halted").isTrue();
      start(bed, "two", Integer.MAX_VALUE);
      start(bed, "three", Integer.MAX_VALUE);
      Guarantee.NONE_LOST.verify(bed.history());
    }
  }

  @Test
  void work_longer_than_the_lock_is_done_once() throws Exception {
    try (LoopBed bed = new LoopBed(directory, LoopProcess.SHARE_GROUP)) {
      bed.submit("slow", 1, "long");
      start(bed, "one", Integer.MAX_VALUE);
      start(bed, "two", Integer.MAX_VALUE);
      bed.history();
      bed.submit("v", 8, "copy");
      bed.history();
      stop();
      Guarantee.History history = bed.history();
      Guarantee.NONE_LOST.verify(history);
      Guarantee.NONE_TWICE.verify(history);
    }
  }

  @Test
  void a_record_that_kills_workers_becomes_a_dead_letter_at_its_last_delivery() throws Exception {
    try (LoopBed bed = new LoopBed(directory, LoopProcess.SHARE_GROUP)) {
      bed.submit("deadly", 1, "halt");
      for (int i = 1; i < LoopProcess.DELIVERIES; i++) {
        Process dying = start(bed, "worker" + i, Integer.MAX_VALUE);
        assertThat(dying.waitFor(120, TimeUnit.SECONDS)).as("halted").isTrue();
      }
      bed.submit("v", 4, "copy");
      Process last = start(bed, "last", Integer.MAX_VALUE);
      var letters = bed.read(LETTERS, "a dead letter", all -> all.size() >= 1);
      Guarantee.NONE_LOST.verify(bed.history());
      assertThat(last.isAlive()).isTrue();
      assertThat(letters)
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.key()).isEqualTo("deadly0");
                byte[] attempts = letter.headers().lastHeader("dead-letter-attempts").value();
                assertThat(new String(attempts, StandardCharsets.UTF_8)).isEqualTo("3");
              });
    }
  }

  private Process start(LoopBed bed, String instance, int left) throws Exception {
    Process worker =
        LoopProcess.start(LoopProcess.SHARE_GROUP, bed.platform, blobs, instance, left);
    workers.add(worker);
    return worker;
  }
}
