package org.genhowto.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.ledger.Histories.video;

import java.util.List;
import java.util.Random;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerStateTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void the_sums_balance_after_every_entry_and_are_those_of_all_stories(long seed) {
    List<Histories.At> history = Histories.random(new Random(seed), 60);
    LedgerState state = new LedgerState(5);
    LedgerFold fold = new LedgerFold();

    for (Histories.At at : history) {
      state.add(at.entry(), at.offset());
      fold.add(at.entry(), at.offset());
      assertThat(state.summary(LedgerKind.VIDEO).balances()).isTrue();
    }

    assertThat(state.summary(LedgerKind.VIDEO)).isEqualTo(fold.summary(LedgerKind.VIDEO));
    assertThat(state.summary(LedgerKind.VIDEO).known()).isEqualTo(60);
    for (LedgerStanding standing : LedgerStanding.values()) {
      assertThat(state.newest(LedgerKind.VIDEO, standing))
          .hasSizeLessThanOrEqualTo(
              (int) Math.min(5, state.summary(LedgerKind.VIDEO).of(standing)));
    }
  }

  @Test
  void many_videos_are_counted_exactly_and_few_are_held() {
    LedgerState state = new LedgerState(10);
    int videos = 200_000;
    for (int i = 0; i < videos; i++) {
      state.add(
          video("v" + i, "ingest", "video-references", LedgerOutcome.EMITTED).build(), 2L * i);
      LedgerOutcome end = i % 4 == 0 ? LedgerOutcome.SKIPPED : LedgerOutcome.EMITTED;
      state.add(video("v" + i, "localizer", "sampled-frames", end).build(), 2L * i + 1);
    }

    LedgerSummary summary = state.summary(LedgerKind.VIDEO);
    assertThat(summary.equation()).isEqualTo("200000 = 150000 open + 50000 skipped");
    assertThat(summary.rows())
        .containsExactly(
            new LedgerSummary.Row("ingest", LedgerOutcome.EMITTED, "", videos),
            new LedgerSummary.Row("localizer", LedgerOutcome.EMITTED, "", 150_000),
            new LedgerSummary.Row("localizer", LedgerOutcome.SKIPPED, "because", 50_000));
    assertThat(state.newest(LedgerKind.VIDEO, LedgerStanding.SKIPPED))
        .extracting(LedgerStory::id)
        .hasSize(10)
        .startsWith("v199996", "v199992");
  }

  @Test
  void a_story_that_was_forgotten_is_not_told_by_half() {
    LedgerState state = new LedgerState(1);
    state.add(video("old", "ingest", "video-references", LedgerOutcome.EMITTED).build(), 0);
    state.add(video("new", "ingest", "video-references", LedgerOutcome.EMITTED).build(), 1);
    state.add(video("old", "localizer", "sampled-frames", LedgerOutcome.DEAD).build(), 2);

    assertThat(state.story(LedgerKind.VIDEO, "old")).isEmpty();
    assertThat(state.knows(LedgerKind.VIDEO, "old")).isTrue();
    assertThat(state.story(LedgerKind.VIDEO, "new")).isPresent();
    assertThat(state.newest(LedgerKind.VIDEO, LedgerStanding.DEAD))
        .extracting(LedgerStory::id)
        .containsExactly("old");
  }

  @Test
  void more_reasons_than_a_cell_can_tell_apart_are_summed_up_as_others() {
    LedgerState state = new LedgerState(1);
    for (int i = 0; i < 400; i++) {
      state.add(
          video("v" + i, "ingest", "video-references", LedgerOutcome.DEAD)
              .setReason("reason-" + i)
              .build(),
          i);
    }

    LedgerSummary summary = state.summary(LedgerKind.VIDEO);
    assertThat(summary.of(LedgerStanding.DEAD)).isEqualTo(400);
    assertThat(summary.rows().stream().mapToLong(LedgerSummary.Row::count).sum()).isEqualTo(400);
    assertThat(summary.rows()).anySatisfy(row -> assertThat(row.reason()).isEqualTo("other"));
  }
}
