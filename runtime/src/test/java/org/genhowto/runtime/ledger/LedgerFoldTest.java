package org.genhowto.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.ledger.Histories.video;
import static org.genhowto.schemas.LedgerOutcome.CANCELLED;
import static org.genhowto.schemas.LedgerOutcome.DEAD;
import static org.genhowto.schemas.LedgerOutcome.EMITTED;
import static org.genhowto.schemas.LedgerOutcome.FAILED;
import static org.genhowto.schemas.LedgerOutcome.LOST;
import static org.genhowto.schemas.LedgerOutcome.REPEATED;
import static org.genhowto.schemas.LedgerOutcome.SKIPPED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerFoldTest {
  private final LedgerFold fold = new LedgerFold();
  private long offset;

  @Test
  void a_video_is_open_until_its_last_stage_then_done() {
    add(video("v", "referenced", "", EMITTED));
    assertThat(standing("v")).isEqualTo(LedgerStanding.OPEN);
    add(video("v", "ingest", "video-references", EMITTED));
    add(video("v", "localizer", "sampled-frames", EMITTED));
    add(video("v", "triplet-selection", "scored-frames", EMITTED));
    add(video("v", "captioner", "triplets", EMITTED));
    assertThat(standing("v")).isEqualTo(LedgerStanding.OPEN);
    add(video("v", "shard-writer", "captioned-triplets", EMITTED));

    assertThat(standing("v")).isEqualTo(LedgerStanding.DONE);
    assertThat(fold.summary(LedgerKind.VIDEO).equation()).isEqualTo("1 = 1 done");
  }

  @Test
  void the_furthest_stage_decides() {
    add(video("skipped", "ingest", "video-references", EMITTED));
    add(video("skipped", "localizer", "sampled-frames", SKIPPED).setReason("too-few-frames"));
    add(video("dead", "ingest", "video-references", DEAD));
    add(video("lost", "ingest", "video-references", EMITTED));
    add(video("lost", "localizer", "sampled-frames", LOST));

    assertThat(standing("skipped")).isEqualTo(LedgerStanding.SKIPPED);
    assertThat(standing("dead")).isEqualTo(LedgerStanding.DEAD);
    assertThat(standing("lost")).isEqualTo(LedgerStanding.LOST);
    assertThat(fold.story(LedgerKind.VIDEO, "skipped").orElseThrow().decisive())
        .get()
        .extracting(LedgerEntry::getReason)
        .isEqualTo("too-few-frames");
    assertThat(fold.summary(LedgerKind.VIDEO).equation())
        .isEqualTo("3 = 1 skipped + 1 dead + 1 lost");
  }

  @Test
  void a_replayed_dead_letter_that_succeeds_is_none_any_more() {
    add(video("v", "ingest", "video-references", DEAD));
    add(video("v", "ingest", "video-references", EMITTED));

    assertThat(standing("v")).isEqualTo(LedgerStanding.OPEN);
  }

  @Test
  void one_localizer_of_several_is_enough_to_go_on() {
    add(video("v", "localizer-2", "sampled-frames", DEAD));
    add(video("v", "localizer", "sampled-frames", EMITTED));
    assertThat(standing("v")).isEqualTo(LedgerStanding.OPEN);

    add(video("v", "localizer", "sampled-frames", SKIPPED));

    assertThat(standing("v")).isEqualTo(LedgerStanding.SKIPPED);
  }

  @Test
  void a_repeat_changes_nothing() {
    add(video("v", "shard-writer", "captioned-triplets", EMITTED));
    add(video("v", "shard-writer", "captioned-triplets", REPEATED));
    add(video("v", "triplet-selection", "scored-frames", REPEATED));

    assertThat(standing("v")).isEqualTo(LedgerStanding.DONE);
    assertThat(fold.story(LedgerKind.VIDEO, "v").orElseThrow().entries()).hasSize(3);
  }

  @Test
  void the_answer_is_the_end_of_a_request_whatever_its_evaluation_says() {
    add(request("queued", "requested", "", EMITTED));
    add(request("done", "generator", "generation-requests", EMITTED));
    add(request("done", "evaluator", "generation-results", DEAD));
    add(request("failed", "generator", "generation-requests", FAILED));
    add(request("failed", "evaluator", "generation-results", SKIPPED));
    add(request("cancelled", "generator", "generation-requests", CANCELLED));
    add(request("dead", "generator", "generation-requests", DEAD));

    assertThat(fold.summary(LedgerKind.REQUEST).equation())
        .isEqualTo("5 = 1 open + 1 done + 1 failed + 1 cancelled + 1 dead");
  }

  @Test
  void a_record_that_names_nobody_ends_with_its_stage() {
    add(Histories.entry(LedgerKind.RECORD, "x-0@1", "ingest", "video-references", DEAD));
    add(Histories.entry(LedgerKind.RECORD, "x-0@2", "localizer", "sampled-frames", EMITTED));

    assertThat(fold.summary(LedgerKind.RECORD).equation()).isEqualTo("2 = 1 done + 1 dead");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void no_order_of_arrival_and_no_repetition_changes_a_story(long seed) {
    Random random = new Random(seed);
    List<Histories.At> history = Histories.random(random, 20);
    history.forEach(at -> fold.add(at.entry(), at.offset()));
    List<Histories.At> shuffled = new ArrayList<>(history);
    for (int i = 0; i < history.size() / 2; i++) {
      shuffled.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(shuffled, random);

    LedgerFold other = new LedgerFold();
    shuffled.forEach(at -> other.add(at.entry(), at.offset()));

    assertThat(other.stories(LedgerKind.VIDEO))
        .containsExactlyElementsOf(fold.stories(LedgerKind.VIDEO));
    assertThat(other.summary(LedgerKind.VIDEO)).isEqualTo(fold.summary(LedgerKind.VIDEO));
    assertThat(other.summary(LedgerKind.VIDEO).balances()).isTrue();
    assertThat(other.summary(LedgerKind.VIDEO).known()).isEqualTo(20);
  }

  private static LedgerEntry.Builder request(
      String id, String stage, String topic, LedgerOutcome outcome) {
    return Histories.entry(LedgerKind.REQUEST, id, stage, topic, outcome);
  }

  private void add(LedgerEntry.Builder entry) {
    fold.add(entry.build(), offset++);
  }

  private LedgerStanding standing(String id) {
    return fold.story(LedgerKind.VIDEO, id).orElseThrow().standing();
  }
}
