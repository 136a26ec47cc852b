package org.genhowto.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.genhowto.schemas.ClaimKind;
import org.genhowto.schemas.GenerationClaim;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private final Members members = new Members(Duration.ofSeconds(10));
  private long now = System.nanoTime();

  @Test
  void who_gives_no_sign_for_its_own_lease_is_dead() {
    alive("self:1", 10);
    alive("short:1", 4);
    alive("long:1", 60);

    pass(3);
    alive("self:1", 10);
    assertThat(dead()).isEmpty();
    pass(2);
    assertThat(dead()).containsExactly("short:1");
    assertThat(members.living()).containsOnlyKeys("self:1", "long:1");
  }

  @Test
  void who_does_not_hear_itself_judges_nobody() {
    alive("self:1", 10);
    alive("short:1", 4);

    pass(6);

    assertThat(dead()).isEmpty();
    alive("self:1", 10);
    assertThat(dead()).containsExactly("short:1");
  }

  @Test
  void who_was_stopped_does_not_count_the_time() {
    alive("self:1", 10);
    alive("short:1", 4);

    now += 100 * SECOND;
    members.tick(now);

    assertThat(dead()).isEmpty();
  }

  @Test
  void a_new_life_of_a_worker_ends_the_one_before_at_once() {
    alive("self:1", 10);
    alive("short:1", 4);
    assertThat(dead()).isEmpty();

    alive("short:2", 4);

    assertThat(dead()).containsExactly("short:1");
    assertThat(members.living()).containsOnlyKeys("self:1", "short:2");
  }

  @Test
  void a_claim_is_a_sign_of_life_and_who_leaves_is_forgotten() {
    alive("self:1", 10);
    alive("short:1", 4);
    pass(3);
    members.heard(claim(ClaimKind.CLAIM, "short:1").build());
    pass(3);
    alive("self:1", 10);
    assertThat(dead()).isEmpty();

    members.heard(claim(ClaimKind.LEAVE, "short:1").build());

    assertThat(members.living()).containsOnlyKeys("self:1");
  }

  @Test
  void all_who_live_and_work_share_what_waits() {
    assertThat(members.untilBegun(1)).isEmpty();
    works("idle:1", 0, 0);
    works("new:1", 4, 0);
    assertThat(members.untilBegun(1)).isEmpty();

    works("slow:1", 1, 2000);
    works("fast:1", 3, 1000);

    assertThat(members.untilBegun(7)).contains(Duration.ofSeconds(2));
    members.heard(claim(ClaimKind.LEAVE, "fast:1").build());
    assertThat(members.untilBegun(7)).contains(Duration.ofSeconds(14));
    pass(11);
    assertThat(members.untilBegun(7)).isEmpty();
  }

  private void works(String member, int capacity, long meanMillis) {
    members.heard(
        claim(ClaimKind.ALIVE, member)
            .setLeaseMillis(10_000)
            .setCapacity(capacity)
            .setMeanMillis(meanMillis)
            .build());
  }

  private Set<String> dead() {
    return members.dead(Set.of("self:1", "short:1"), "self:1");
  }

  private void alive(String member, int leaseSeconds) {
    members.heard(claim(ClaimKind.ALIVE, member).setLeaseMillis(leaseSeconds * 1000L).build());
  }

  private static GenerationClaim.Builder claim(ClaimKind kind, String member) {
    return GenerationClaim.newBuilder().setKind(kind).setMember(member);
  }

  /** In steps that count in full. */
  private void pass(int seconds) {
    for (int i = 0; i < 2 * seconds; i++) {
      now += SECOND / 2;
      members.tick(now);
    }
  }
}
