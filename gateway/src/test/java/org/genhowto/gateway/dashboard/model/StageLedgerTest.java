package org.genhowto.gateway.dashboard.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.genhowto.schemas.ClaimKind;
import org.genhowto.schemas.GenerationClaim;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.junit.jupiter.api.Test;

class StageLedgerTest {
  private static final long NOW = Duration.ofHours(1000).toMillis();

  private final StageLedger stages = new StageLedger();
  private final QueueMembers members = new QueueMembers();

  @Test
  void a_stage_has_the_rate_and_the_times_of_all_its_processes() {
    for (int i = 0; i < 10; i++) {
      stages.begun(LedgerKind.VIDEO, "v" + i, NOW - 100_000);
      entry("v" + i, "ingest", NOW - 100_000 + 1000L * (i + 1));
      entry("v" + i, "localizer", NOW - 80_000);
    }

    assertThat(row("ingest"))
        .containsEntry("hour", 10L)
        .containsEntry("rate", 2.0)
        .containsEntry("through50", 5000L)
        .containsEntry("through95", 9000L)
        .containsEntry("outcomes", Map.of("emitted", 10L));
    assertThat(row("localizer")).containsEntry("through50", 14_000L);
  }

  @Test
  void what_is_older_than_an_hour_counts_in_no_rate() {
    entry("v", "ingest", NOW - Duration.ofMinutes(61).toMillis());

    assertThat(row("ingest")).containsEntry("hour", 0L).containsEntry("rate", 0.0);
  }

  @Test
  void the_first_claim_of_a_request_counts_and_whoever_is_silent_is_no_member() {
    claim(ClaimKind.ALIVE, "a", "");
    claim(ClaimKind.ALIVE, "b", "");
    claim(ClaimKind.CLAIM, "a", "r1");
    claim(ClaimKind.CLAIM, "b", "r1");
    claim(ClaimKind.CLAIM, "a", "r2");
    claim(ClaimKind.DONE, "a", "r2");

    assertThat(members.rows(NOW)).hasSize(2);
    assertThat(inHand("a")).isEqualTo(1L);
    assertThat(inHand("b")).isEqualTo(0L);
    claim(ClaimKind.LEAVE, "b", "");
    assertThat(members.rows(NOW)).containsOnlyKeys("a");
    assertThat(members.rows(NOW + 60_000)).isEmpty();
  }

  private Object inHand(String member) {
    return requireNonNull(
        ((Map<?, ?>) requireNonNull(members.rows(NOW).get(member))).get("inHand"));
  }

  private void claim(ClaimKind kind, String member, String subject) {
    members.add(
        GenerationClaim.newBuilder()
            .setKind(kind)
            .setMember(member)
            .setSubject(subject)
            .setCapacity(2)
            .setLeaseMillis(10_000)
            .build(),
        NOW);
  }

  private void entry(String id, String stage, long time) {
    stages.add(
        LedgerEntry.newBuilder()
            .setKind(LedgerKind.VIDEO)
            .setId(id)
            .setStage(stage)
            .setOutcome(LedgerOutcome.EMITTED)
            .setTime(time)
            .setTopic("video-references")
            .build());
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> row(String stage) {
    return (Map<String, Object>) requireNonNull(stages.rows(NOW).get(stage));
  }
}
