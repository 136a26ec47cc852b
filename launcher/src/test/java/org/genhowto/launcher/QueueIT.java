package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.genhowto.gateway.queue.QueueMembership;
import org.genhowto.runtime.handler.EarlierResult;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of the queue in one process: who takes what, in which order, and what ends how. */
class QueueIT {
  @TempDir Path directory;
  @TempDir Path blobs;
  private QueueBed bed;

  @BeforeEach
  void open() throws Exception {
    bed = new QueueBed(directory, blobs);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void whoever_is_free_takes_the_next_request() throws Exception {
    Member held = new Member();
    Member free = new Member();
    held.hold();
    bed.join("held", held, 1);
    bed.ask("first", "x");
    QueueBed.await("the first is taken", () -> !held.took.isEmpty());
    bed.join("free", free, 1);
    for (int i = 0; i < 30; i++) {
      bed.ask("r" + i, "x");
    }

    bed.results(all -> all.size() == 30);
    held.release();
    List<GenerationResult> results = bed.results(all -> all.size() == 31);

    assertThat(free.took).hasSize(30);
    assertThat(held.took).containsExactly("first");
    assertThat(results.stream().map(GenerationResult::getRequestId)).doesNotHaveDuplicates();
  }

  @Test
  void the_most_urgent_is_next_then_the_earliest_deadline_then_the_oldest() throws Exception {
    Member one = new Member();
    one.hold();
    bed.join("one", one, 1);
    bed.ask("first", "x");
    QueueBed.await("the first is taken", () -> !one.took.isEmpty());
    long now = Instant.now().toEpochMilli();
    bed.ask("low", "x", r -> r.setPriority(Priority.LOW));
    bed.ask("old", "x");
    bed.ask("young", "x");
    bed.ask("late", "x", r -> r.setDeadline(now + 900_000));
    bed.ask("soon", "x", r -> r.setDeadline(now + 800_000));
    bed.ask("high", "x", r -> r.setPriority(Priority.HIGH));
    one.release();

    bed.results(all -> all.size() == 7);

    assertThat(one.took).containsExactly("first", "high", "soon", "late", "old", "young", "low");
  }

  @Test
  void a_result_goes_to_the_topic_that_the_request_names_too() throws Exception {
    Member one = new Member();
    bed.create("replies.robot");
    bed.ask("told", "x", r -> r.setReplyTopic("replies.robot"));
    bed.ask("untold", "x");
    bed.ask("absent", "x", r -> r.setReplyTopic("replies.nobody"));
    bed.ask("stray", "x", r -> r.setReplyTopic(Topics.LEDGER.name()));
    bed.join("one", one, 1);

    List<GenerationResult> results = bed.results(all -> all.size() == 4);
    var replies = bed.read("replies.robot", all -> all.size() == 1);

    assertThat(replies)
        .singleElement()
        .satisfies(
            reply -> {
              assertThat(reply.key()).isEqualTo("told".getBytes(StandardCharsets.UTF_8));
              assertThat(reply.value())
                  .isEqualTo(
                      bed.read(Topics.GENERATION_RESULTS.name(), all -> all.size() == 4).stream()
                          .filter(
                              result ->
                                  new String(result.key(), StandardCharsets.UTF_8).equals("told"))
                          .findFirst()
                          .orElseThrow()
                          .value());
            });
    assertThat(one.took).contains("told", "untold").doesNotContain("absent");
    assertThat(results)
        .filteredOn(result -> result.getRequestId().equals("absent"))
        .singleElement()
        .satisfies(
            result ->
                assertThat(result.getError().orElseThrow())
                    .isEqualTo(
                        "replyTopic is 'replies.nobody', expected a topic that is there and may be"
                            + " written to"));
  }

  @Test
  void one_id_has_one_result_and_another_request_of_that_id_is_refused() throws Exception {
    Member one = new Member();
    bed.ask("same", "a cut apple");
    bed.ask("same", "a cut apple");
    bed.ask("same", "a peeled apple");
    bed.ask("last", "x");
    bed.join("one", one, 1);
    bed.join("two", one, 1);

    var letters = bed.read(Topics.deadLetters(QueueProcess.WORKER), all -> all.size() == 1);
    List<GenerationResult> results = bed.results(all -> all.size() == 2);

    assertThat(one.took).containsExactlyInAnyOrder("same", "last");
    assertThat(results)
        .filteredOn(result -> result.getRequestId().equals("same"))
        .singleElement()
        .satisfies(result -> assertThat(result.getPrompt()).isEqualTo("a cut apple"));
    assertThat(letters.get(0).offset()).isZero();
    assertThat(header(letters.get(0), "dead-letter-message"))
        .isEqualTo("requestId 'same' was used before by another request, expected one of its own");
    bed.ask("same", "a cut apple");
    bed.ask("same", "no apple");
    bed.read(Topics.deadLetters(QueueProcess.WORKER), all -> all.size() == 2);
    assertThat(bed.results(all -> all.size() >= 2)).hasSize(2);
  }

  @Test
  void what_is_called_off_ends_at_once_and_is_not_begun() throws Exception {
    Member one = new Member();
    one.hold();
    bed.join("one", one, 1);
    bed.ask("first", "x");
    QueueBed.await("the first is taken", () -> !one.took.isEmpty());
    bed.ask("cancelled", "x");
    bed.ask("older", "x", r -> r.setSupersedeKey("robot-7"));
    bed.ask("expired", "x", r -> r.setDeadline(Instant.now().toEpochMilli() + 500));
    bed.ask("newer", "x", r -> r.setSupersedeKey("robot-7"));
    bed.cancel("cancelled");
    bed.cancel("unknown");

    Map<String, String> ended = statuses(bed.results(all -> all.size() == 3));
    assertThat(ended)
        .containsEntry("cancelled", "CANCELLED")
        .containsEntry("older", "SUPERSEDED")
        .containsEntry("expired", "EXPIRED");
    bed.cancel("first");
    bed.cancel("first");
    QueueBed.await("the first hears of it", () -> one.calledOff.isPresent());
    one.release();
    ended = statuses(bed.results(all -> all.size() == 5));

    assertThat(ended).containsEntry("first", "CANCELLED").containsEntry("newer", "SUCCEEDED");
    assertThat(one.took).containsExactly("first", "newer");
  }

  @Test
  void a_gateway_ends_what_is_called_off_while_no_worker_runs() throws Exception {
    QueueMembership gateway = QueueMembership.of("gateway", bed.platform("one"));
    gateway.start();
    try {
      bed.ask("cancelled", "x");
      bed.ask("older", "x", r -> r.setSupersedeKey("robot-7"));
      bed.ask("expired", "x", r -> r.setDeadline(Instant.now().toEpochMilli() + 500));
      bed.ask("newer", "x", r -> r.setSupersedeKey("robot-7"));
      bed.cancel("cancelled");

      Map<String, String> ended = statuses(bed.results(all -> all.size() == 3));

      assertThat(ended)
          .containsEntry("cancelled", "CANCELLED")
          .containsEntry("older", "SUPERSEDED")
          .containsEntry("expired", "EXPIRED");
      QueueBed.await(
          "the newer one alone waits",
          () -> gateway.place("newer").equals(Optional.of(new QueuePlace(1, 1, null))));
      assertThat(gateway.failure()).isEmpty();
    } finally {
      gateway.close();
    }
  }

  @Test
  void a_goal_waits_for_the_one_it_starts_from() throws Exception {
    Member one = new Member();
    bed.ask("goal-1", "x", r -> r.setPriority(Priority.LOW));
    bed.ask(
        "goal-2",
        "x",
        r ->
            r.setPriority(Priority.HIGH)
                .setEarlier(EarlierImage.newBuilder().setRequestId("goal-1").build()));
    bed.join("one", one, 1);

    bed.results(all -> all.size() == 2);

    assertThat(one.took).containsExactly("goal-1", "goal-2");
    assertThat(one.earlier).containsExactly(GenerationStatus.SUCCEEDED);
  }

  @Test
  void a_record_that_is_no_request_has_a_letter_and_an_answer() throws Exception {
    Member one = new Member();
    bed.junk("mine");
    bed.ask("good", "x");
    bed.junk("good");
    bed.junk("no id");
    bed.join("one", one, 1);

    var letters = bed.read(Topics.deadLetters(QueueProcess.WORKER), all -> all.size() == 3);
    Map<String, String> ended = statuses(bed.results(all -> all.size() == 2));

    assertThat(letters).hasSize(3);
    assertThat(ended).containsEntry("mine", "FAILED").containsEntry("good", "SUCCEEDED");
  }

  @Test
  void a_result_that_kafka_refuses_ends_in_a_letter_and_a_smaller_answer() throws Exception {
    bed.limit(Topics.GENERATION_RESULTS, 3000);
    Member one = new Member();
    bed.join("one", one, 1);
    bed.ask("large", incompressible(5000));
    bed.ask("small", "x");

    Map<String, String> ended = statuses(bed.results(all -> all.size() == 2));

    assertThat(ended).containsEntry("large", "FAILED").containsEntry("small", "SUCCEEDED");
    assertThat(bed.read(Topics.deadLetters(QueueProcess.WORKER), all -> !all.isEmpty()))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(header(letter, "dead-letter-message"))
                    .contains("what comes of it is refused by Kafka"));
  }

  @Test
  void a_request_that_was_deleted_while_it_waited_has_a_letter_and_an_answer() throws Exception {
    Member one = new Member();
    one.hold();
    bed.join("one", one, 1);
    bed.ask("first", "x");
    QueueBed.await("the first is taken", () -> !one.took.isEmpty());
    bed.ask("lost", "x");
    int large = 10; // Together more than a member keeps of what it has read.
    for (int i = 0; i < large; i++) {
      bed.ask("large" + i, "x".repeat(900_000), r -> r.setPriority(Priority.LOW));
    }
    bed.read(Topics.GENERATION_REQUESTS.name(), all -> all.size() == large + 2);
    bed.delete(Topics.GENERATION_REQUESTS, 2);
    one.release();

    List<GenerationResult> results = bed.results(all -> all.size() == large + 2);

    assertThat(results)
        .filteredOn(result -> result.getStatus() == GenerationStatus.FAILED)
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.getRequestId()).isEqualTo("lost");
              assertThat(result.getError().orElse(""))
                  .isEqualTo(
                      "the record at generation-requests-0@1 was deleted before it was worked on");
            });
    assertThat(one.took).doesNotContain("lost");
  }

  @Test
  void a_member_that_ends_hands_back_and_one_that_comes_knows_what_is_done() throws Exception {
    Member one = new Member();
    QueueLoop first = bed.join("one", one, 1);
    for (int i = 0; i < 5; i++) {
      bed.ask("r" + i, "x");
    }
    bed.results(all -> all.size() == 5);
    bed.leave(first);
    bed.ask("r0", "x");
    bed.ask("r5", "x");
    Member two = new Member();
    bed.join("two", two, 1);

    List<GenerationResult> results = bed.results(all -> all.size() == 6);

    assertThat(two.took).containsExactly("r5");
    assertThat(results.stream().map(GenerationResult::getRequestId)).doesNotHaveDuplicates();
  }

  private static String incompressible(int length) {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(length, ' ', '~').forEach(each -> text.append((char) each));
    return text.toString();
  }

  private static Map<String, String> statuses(List<GenerationResult> results) {
    return results.stream()
        .collect(Collectors.toMap(GenerationResult::getRequestId, QueueIT::status));
  }

  private static String status(GenerationResult result) {
    return result.getCalledOff().map(Enum::name).orElseGet(() -> result.getStatus().name());
  }

  private static String header(
      org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  /** Answers, or holds what it has until it is told to go on. */
  private static final class Member implements RequestHandler<GenerationRequest> {
    final List<String> took = Collections.synchronizedList(new ArrayList<>());
    final List<GenerationStatus> earlier = Collections.synchronizedList(new ArrayList<>());
    volatile Optional<CallOff> calledOff = Optional.empty();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    void hold() {
      gate = new CountDownLatch(1);
    }

    void release() {
      gate.countDown();
    }

    @Override
    public Outcome handle(Incoming<GenerationRequest> request, Progress progress)
        throws InterruptedException {
      took.add(request.value().getRequestId());
      request
          .value()
          .getEarlier()
          .flatMap(each -> progress.earlier(each.getRequestId()))
          .map(EarlierResult::status)
          .ifPresent(earlier::add);
      while (!gate.await(10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        if (progress.cancelled()) {
          calledOff = progress.calledOff();
        }
      }
      return QueueProcess.answer(request.value(), progress);
    }
  }
}
