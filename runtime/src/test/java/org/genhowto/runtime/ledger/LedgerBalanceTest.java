package org.genhowto.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.ledger.Histories.video;

import java.util.List;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.junit.jupiter.api.Test;

class LedgerBalanceTest {
  private final LedgerBalance balance = new LedgerBalance();

  @Test
  void everything_that_was_sent_and_ended_once_balances() {
    balance.add(ingest("v1", "0@0", LedgerOutcome.DEAD), 0);
    balance.add(ingest("v2", "0@1", LedgerOutcome.SKIPPED), 1);

    var findings = balance.compare(LedgerKind.VIDEO, List.of("v1", "v2"));

    assertThat(findings.balanced()).isTrue();
    assertThat(findings).hasToString("the ledger balances");
  }

  @Test
  void what_is_missing_open_strange_or_doubled_is_named() {
    balance.add(ingest("stranger", "0@0", LedgerOutcome.DEAD), 0);
    balance.add(ingest("open", "0@1", LedgerOutcome.EMITTED), 1);
    balance.add(ingest("twice", "0@2", LedgerOutcome.DEAD), 2);
    balance.add(ingest("twice", "0@2", LedgerOutcome.DEAD), 5);

    var findings = balance.compare(LedgerKind.VIDEO, List.of("open", "twice", "missing"));

    assertThat(findings.missing()).containsExactly("missing");
    assertThat(findings.open()).containsExactly("open");
    assertThat(findings.strangers()).containsExactly("stranger");
    assertThat(findings.doubled()).containsExactly("ingest video-references-0@2");
    assertThat(findings.toString()).contains("1 settled more than once: ingest video-references-0");
  }

  @Test
  void reading_again_and_a_replay_under_another_offset_double_nothing() {
    LedgerEntry first = ingest("v", "0@1", LedgerOutcome.DEAD);
    balance.add(first, 1);
    balance.add(first, 1);
    balance.add(ingest("v", "0@9", LedgerOutcome.SKIPPED), 2);

    assertThat(balance.compare(LedgerKind.VIDEO, List.of("v")).balanced()).isTrue();
  }

  @Test
  void samples_of_one_segment_are_no_record_settled_twice() {
    balance.add(ingest("v", "0@1", LedgerOutcome.DEAD), 0);
    for (int offset = 1; offset <= 2; offset++) {
      balance.add(
          video("v", "compactor", "training-shards", LedgerOutcome.REPEATED)
              .setPlace("segments/train-000.tar")
              .build(),
          offset);
    }

    assertThat(balance.compare(LedgerKind.VIDEO, List.of("v")).doubled()).isEmpty();
  }

  private static LedgerEntry ingest(String id, String place, LedgerOutcome outcome) {
    return video(id, "ingest", "video-references", outcome).setPlace(place).build();
  }
}
