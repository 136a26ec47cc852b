package org.genhowto.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.queue.EndedRequests.Ended;
import org.genhowto.runtime.queue.OpenRequest.Kind;
import org.genhowto.runtime.queue.OpenRequest.Terms;
import org.genhowto.runtime.queue.OpenRequests.Rank;
import org.genhowto.runtime.record.Origin;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.ClaimKind;
import org.genhowto.schemas.GenerationClaim;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Priority;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private final OpenRequests open = new OpenRequests(1000);

  @Test
  void ten_thousand_requests_come_in_the_order_of_urgency() {
    for (int i = 0; i < 10_000; i++) {
      open.requested(request("r" + i, i, Priority.values()[i % 3], NOW.plusMillis(i)));
    }
    assertThat(open.rank("r2")).contains(new Rank(1, 10_000)); // HIGH
    assertThat(open.rank("r1")).contains(new Rank(3334, 10_000)); // NORMAL
    assertThat(open.rank("r0")).contains(new Rank(6667, 10_000)); // LOW
    Priority before = Priority.HIGH;
    for (int i = 0; i < 10_000; i++) {
      OpenRequest next = open.reserve(NOW, PATIENCE).orElseThrow();
      assertThat(next.terms().priority()).isLessThanOrEqualTo(before);
      before = next.terms().priority();
    }
    assertThat(open.reserve(NOW, PATIENCE)).isEmpty();
  }

  @Test
  void who_has_waited_for_long_goes_first_whatever_its_priority() {
    open.requested(request("low", 0, Priority.LOW, NOW.minus(PATIENCE)));
    open.requested(request("high", 1, Priority.HIGH, NOW));

    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("low");
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("high");
  }

  @Test
  void a_free_request_is_the_first_claimers_until_it_is_handed_back() {
    open.requested(request("r", 0));

    assertThat(open.claimed(claim("r", 0, "a", ""))).isTrue();
    assertThat(open.claimed(claim("r", 0, "b", ""))).isFalse();
    assertThat(open.waiting()).isZero();
    open.released("r", "b");
    assertThat(open.waiting()).isZero();
    open.released("r", "a");
    assertThat(open.waiting()).isOne();
    assertThat(open.deaths("r")).isZero();
    assertThat(open.claimed(claim("r", 0, "b", ""))).isTrue();
  }

  @Test
  void only_an_orphan_is_taken_over_and_its_deaths_are_counted() {
    open.requested(request("r", 0));
    open.claimed(claim("r", 0, "a", ""));

    assertThat(open.claimed(claim("r", 0, "b", "x"))).isFalse();
    assertThat(open.waiting()).isZero();
    open.orphan("a");
    assertThat(open.waiting()).isOne();
    assertThat(open.previous("r")).isEqualTo("a");
    assertThat(open.claimed(claim("r", 0, "b", "a"))).isTrue();
    assertThat(open.claimed(claim("r", 0, "c", "a"))).isFalse();
    assertThat(open.deaths("r")).isOne();
    open.done("r", place(0));
    assertThat(open.size()).isZero();
  }

  @Test
  void whatever_is_read_first_a_request_that_has_ended_is_not_open() {
    open.ended("r", ended(0));
    open.requested(request("r", 0));
    assertThat(open.size()).isZero();

    open.done("x", place(1));
    open.requested(request("x", 1));
    assertThat(open.size()).isZero();

    open.cancelled("c");
    open.requested(request("c", 2));
    assertThat(open.waiting()).isOne();
    assertThat(open.reserve(NOW, PATIENCE)).isEmpty();
    assertThat(open.reserveIdle().orElseThrow().subject()).isEqualTo("c");
  }

  @Test
  void a_repeated_id_is_ended_without_work_once_the_first_is_sure() {
    open.requested(request("r", 0));
    open.requested(request("r", 1));

    assertThat(open.reserveIdle()).isEmpty();
    open.claimed(claim("r", 0, "a", ""));
    OpenRequest repeated = open.reserveIdle().orElseThrow();
    assertThat(repeated.kind()).isEqualTo(Kind.REPEATED);
    assertThat(repeated.subject()).isEqualTo("generation-requests-0@1");
    open.ended("r", ended(0));
    open.done("r", place(0));
    open.done(repeated.subject(), place(1));
    assertThat(open.size()).isZero();
    open.requested(request("r", 2));
    assertThat(open.reserveIdle()).isPresent();
  }

  @Test
  void the_first_claim_says_which_record_of_an_id_was_first() {
    open.requested(request("r", 5));
    open.requested(request("r", 1));

    open.claimed(claim("r", 1, "a", ""));

    assertThat(open.heldBy("a")).extracting(each -> each.place().offset()).containsExactly(1L);
    assertThat(open.reserveIdle().orElseThrow().place().offset()).isEqualTo(5);
  }

  @Test
  void the_newest_of_a_supersede_key_is_left_in_whichever_order_they_are_read() {
    open.requested(keyed("b", 1));
    open.requested(keyed("a", 0));
    open.requested(keyed("c", 2));

    assertThat(open.calledOff("a")).contains(CallOff.SUPERSEDED);
    assertThat(open.calledOff("b")).contains(CallOff.SUPERSEDED);
    assertThat(open.calledOff("c")).isEmpty();
  }

  @Test
  void a_deadline_calls_off_what_waits_and_what_is_worked_on() {
    open.requested(until("soon", 0, NOW));
    open.requested(until("later", 1, NOW.plusSeconds(1)));
    open.claimed(claim("soon", 0, "a", ""));

    open.expire(NOW);

    assertThat(open.calledOff("soon")).contains(CallOff.EXPIRED);
    assertThat(open.calledOff("later")).isEmpty();
    assertThat(open.reserveIdle()).isEmpty();
    open.expire(NOW.plusSeconds(1));
    assertThat(open.reserveIdle().orElseThrow().subject()).isEqualTo("later");
  }

  @Test
  void a_later_goal_waits_until_the_earlier_has_ended() {
    open.requested(request("one", 0));
    open.requested(from("two", 1, "one"));

    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("one");
    assertThat(open.reserve(NOW, PATIENCE)).isEmpty();
    open.claimed(claim("one", 0, "a", ""));
    open.ended("one", ended(0));
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("two");
  }

  @Test
  void requests_that_wait_for_each_other_wait_for_nobody() {
    open.requested(from("self", 0, "self"));
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("self");
    open.requested(request("x", 1));
    open.requested(from("a", 2, "x"));
    open.requested(from("b", 3, "a"));
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("x");
    assertThat(open.reserve(NOW, PATIENCE)).isEmpty();

    open.requested(from("c", 4, "e"));
    open.requested(from("d", 5, "c"));
    open.requested(from("f", 6, "d"));
    open.requested(from("e", 7, "d"));
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("c");
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("e");
    assertThat(open.reserve(NOW, PATIENCE)).isEmpty();
    open.claimed(claim("e", 7, "m", ""));
    open.ended("e", ended(7));
    open.claimed(claim("c", 4, "m", ""));
    open.ended("c", ended(4));
    assertThat(open.reserve(NOW, PATIENCE).orElseThrow().subject()).isEqualTo("d");
  }

  @Test
  void the_lowest_open_offset_is_from_where_to_read_again() {
    open.requested(request("a", 3));
    open.requested(request("b", 4));
    open.ended("a", ended(3));

    assertThat(open.lowest())
        .containsExactly(java.util.Map.entry(new TopicPartition("generation-requests", 0), 4L));
  }

  @Test
  void a_member_that_leaves_has_nothing_in_hand() {
    open.requested(request("a", 0));
    open.requested(request("b", 1));
    open.claimed(claim("a", 0, "m", ""));
    open.claimed(claim("b", 1, "m", ""));
    assertThat(open.heldCount("m")).isEqualTo(2);

    open.left("m");

    assertThat(open.waiting()).isEqualTo(2);
    assertThat(open.holders()).isEmpty();
  }

  private static Origin place(long offset) {
    return new Origin("generation-requests", 0, offset);
  }

  @Test
  void only_who_is_in_nobodys_hands_has_a_rank() {
    open.requested(request("a", 0));
    open.requested(request("b", 1));
    open.requested(request("c", 2));
    open.requested(from("d", 3, "a")); // HIGH, but it has to wait for a.

    assertThat(open.rank("a")).contains(new Rank(1, 3));
    assertThat(open.rank("c")).contains(new Rank(3, 3));
    assertThat(open.rank("d")).contains(new Rank(1, 4));
    open.claimed(claim("a", 0, "m", ""));
    assertThat(open.rank("a")).isEmpty();
    assertThat(open.rank("c")).contains(new Rank(2, 2));
    open.orphan("m");
    assertThat(open.rank("a")).contains(new Rank(1, 3));
    open.cancelled("b");
    assertThat(open.rank("b")).isEmpty();
    assertThat(open.rank("c")).contains(new Rank(2, 2));
    open.ended("c", ended(2));
    assertThat(open.rank("c")).isEmpty();
    assertThat(open.rank("unknown")).isEmpty();
  }

  private static Ended ended(long offset) {
    return new Ended(GenerationStatus.SUCCEEDED, List.of(), place(offset), "hash");
  }

  private static OpenRequest request(String id, long offset) {
    return request(id, offset, Priority.NORMAL, NOW.plusMillis(offset));
  }

  private static OpenRequest request(String id, long offset, Priority priority, Instant arrival) {
    return of(id, offset, new Terms(priority, arrival, null, null, null, null));
  }

  private static OpenRequest keyed(String id, long offset) {
    return of(
        id, offset, new Terms(Priority.NORMAL, NOW.plusMillis(offset), null, "key", null, null));
  }

  private static OpenRequest until(String id, long offset, Instant deadline) {
    return of(id, offset, new Terms(Priority.NORMAL, NOW, deadline, null, null, null));
  }

  private static OpenRequest from(String id, long offset, String earlier) {
    return of(id, offset, new Terms(Priority.HIGH, NOW, null, null, earlier, null));
  }

  private static OpenRequest of(String id, long offset, Terms terms) {
    return new OpenRequest(place(offset), id, Kind.FIRST, id, terms, "hash-" + offset);
  }

  private static GenerationClaim claim(String id, long offset, String member, String previous) {
    return GenerationClaim.newBuilder()
        .setKind(ClaimKind.CLAIM)
        .setMember(member)
        .setSubject(id)
        .setTopic("generation-requests")
        .setOffset(offset)
        .setPrevious(previous)
        .build();
  }
}
