package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of the queue in processes that are killed, stopped, or halt over a request. */
class QueueKillIT {
  @TempDir Path directory;
  @TempDir Path blobs;
  private final List<Process> members = new ArrayList<>();
  private QueueBed bed;
  private int born;

  @BeforeEach
  void open() throws Exception {
    bed = new QueueBed(directory, blobs);
  }

  @AfterEach
  void close() throws Exception {
    for (Process member : members) {
      signal(member, "CONT");
      member.destroy();
      if (!member.waitFor(30, TimeUnit.SECONDS)) {
        member.destroyForcibly().waitFor();
      }
    }
    bed.close();
  }

  @Test
  void every_request_has_one_result_though_workers_are_killed() throws Exception {
    List<String> ids = IntStream.range(0, 60).mapToObj(i -> "r" + i).toList();
    for (String id : ids) {
      bed.ask(id, "take 150");
    }
    start();
    start();
    for (int kills = 0; kills < 3; kills++) {
      int before = bed.results(all -> !all.isEmpty()).size();
      bed.results(all -> all.size() >= before + 5);
      members.remove(0).destroyForcibly().waitFor();
      start();
    }

    List<GenerationResult> results = bed.results(all -> all.size() >= ids.size());

    assertThat(results.stream().map(GenerationResult::getRequestId))
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void a_worker_that_was_stopped_adds_nothing_when_it_wakes_and_goes_on() throws Exception {
    Process sleeper = start();
    bed.ask("a", "take 1500");
    bed.ask("b", "take 1500");
    bed.read(
        Topics.GENERATION_CLAIMS.name(),
        all -> all.stream().filter(each -> key(each).matches("[ab]")).count() == 2);
    signal(sleeper, "STOP");
    Process other = start();
    bed.results(all -> all.size() == 2);
    signal(sleeper, "CONT");
    bed.ask("c", "take 10");
    bed.results(all -> all.size() == 3);
    signal(other, "STOP");
    bed.ask("d", "take 10");

    List<GenerationResult> results = bed.results(all -> all.size() >= 4);

    assertThat(results.stream().map(GenerationResult::getRequestId))
        .containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(sleeper.isAlive()).isTrue();
  }

  @Test
  void a_request_that_kills_workers_becomes_a_dead_letter_and_its_company_does_not()
      throws Exception {
    bed.ask("deadly", "halt");
    for (int i = 0; i < 6; i++) {
      bed.ask("good" + i, "take 50");
    }
    var letters =
        new Object() {
          int count;
        };
    while (letters.count == 0) {
      Process member = start();
      QueueBed.await(
          "a death or a letter",
          () -> {
            letters.count = bed.read(Topics.deadLetters(QueueProcess.WORKER), all -> true).size();
            return letters.count > 0 || !member.isAlive();
          });
    }
    List<GenerationResult> results = bed.results(all -> all.size() >= 7);

    assertThat(born).as("workers it took").isEqualTo(4);
    assertThat(letters.count).isEqualTo(1);
    assertThat(results.stream().map(GenerationResult::getRequestId)).doesNotHaveDuplicates();
    assertThat(results.stream().filter(result -> result.getError().isPresent()))
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.getRequestId()).isEqualTo("deadly");
              assertThat(result.getError().orElse("")).contains("handed out 4 times");
            });
  }

  private Process start() throws Exception {
    Process member = QueueProcess.start(bed.kafka, blobs, "m" + born++);
    members.add(member);
    return member;
  }

  private static String key(org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> each) {
    return new String(each.key(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
