package org.genhowto.localizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.localizer.search.Examples;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Triplet;
import org.junit.jupiter.api.Test;

class ConsensusTest {
  private static final FrameTriplet EARLY = new FrameTriplet(2, 8, 14);
  private static final FrameTriplet NEAR_EARLY = new FrameTriplet(3, 7, 15);
  private static final FrameTriplet LATE = new FrameTriplet(12, 20, 27);

  private final Consensus consensus =
      new Consensus(
          new TripletSettings(
              .5,
              .5,
              500,
              Set.of(),
              Duration.ofMinutes(1),
              new SplitRule(Set.of("avocado"), 0),
              1));

  @Test
  void one_sure_run_decides_alone() {
    Triplet triplet = chosen(Examples.scored("v1", 0, 1, EARLY, .9f));

    assertThat(triplet.getTripletId()).isEqualTo("v1-2-8-14");
    assertThat(triplet.getConfidence()).isCloseTo(.729, within(1e-6));
    assertThat(triplet.getGeometricMean()).isCloseTo(.9, within(1e-6));
    assertThat(triplet.getMargin()).isCloseTo(.729 - 1e-6, within(1e-6));
    assertThat(triplet.getVotes()).isEqualTo(1);
    assertThat(triplet.getRuns()).isEqualTo(1);
    assertThat(triplet.getSplit()).isEqualTo(Split.TRAIN);
  }

  @Test
  void runs_within_two_seconds_outvote_a_surer_loner() {
    Triplet triplet =
        chosen(
            Examples.scored("v1", 0, 3, LATE, 1f),
            Examples.scored("v1", 1, 3, EARLY, .9f),
            Examples.scored("v1", 2, 3, EARLY, .9f));

    assertThat(triplet.getTripletId()).isEqualTo("v1-2-8-14");
    assertThat(triplet.getVotes()).isEqualTo(2);
    assertThat(triplet.getRuns()).isEqualTo(3);
    assertThat(triplet.getConfidence())
        .as("product of the mean scores")
        .isCloseTo(Math.pow((.9 + .9 + .01) / 3, 3), within(1e-6));
  }

  @Test
  void near_nominees_support_each_other() {
    Consensus lenient =
        new Consensus(
            new TripletSettings(
                .1, .5, 500, Set.of(), Duration.ofMinutes(1), new SplitRule(Set.of(), 0), 1));

    TripletSelectionOutcome verdict =
        lenient.judge(
            List.of(
                Examples.scored("v1", 0, 2, NEAR_EARLY, .8f),
                Examples.scored("v1", 1, 2, EARLY, .9f)));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            TripletSelectionOutcome.Chosen.class,
            chosen -> {
              assertThat(chosen.triplet().getTripletId()).isEqualTo("v1-2-8-14");
              assertThat(chosen.triplet().getVotes()).isEqualTo(2);
            });
  }

  @Test
  void what_other_runs_choose_is_taken_too_where_a_setting_says_so() {
    TripletSettings settings =
        new TripletSettings(
            .2, .1, 500, Set.of(), Duration.ofMinutes(1), new SplitRule(Set.of(), 0), 3);
    List<ScoredFrames> runs =
        List.of(
            Examples.scored("v1", 0, 4, LATE, 1f),
            Examples.scored("v1", 1, 4, EARLY, .9f),
            Examples.scored("v1", 2, 4, NEAR_EARLY, .9f),
            Examples.scored("v1", 3, 4, new FrameTriplet(5, 17, 24), .3f));

    var several = (TripletSelectionOutcome.Chosen) new Consensus(settings).judge(runs);

    // The third is near the first, and the fourth is not sure enough.
    assertThat(several.triplets())
        .extracting(Triplet::getTripletId)
        .containsExactly("v1-2-8-14", "v1-12-20-27");
    assertThat(several.triplets()).extracting(Triplet::getVotes).containsExactly(2, 1);
  }

  @Test
  void each_reason_to_drop_a_video_has_its_name() {
    var unsure = dropped(Examples.scored("v1", 0, 1, EARLY, .4f));
    assertThat(unsure.reason()).isEqualTo("low-confidence");
    assertThat(unsure.sentence())
        .isEqualTo("The geometric mean of the three scores is 0.400, expected at least 0.500");
    assertThat(unsure.scores()).containsKeys("confidence", "geometric-mean");
    var missing = dropped(Examples.scored("v1", 0, 3, EARLY, .9f));
    assertThat(missing.reason()).isEqualTo("runs-missing");
    assertThat(missing.sentence()).isEqualTo("1 of 3 runs came in time, expected at least 2");
    var divided =
        dropped(
            Examples.scored("v1", 0, 3, EARLY, .9f),
            Examples.scored("v1", 1, 3, LATE, .9f),
            Examples.scored("v1", 2, 3, new FrameTriplet(6, 16, 22), .9f));
    assertThat(divided.reason()).isEqualTo("runs-disagree");
    assertThat(divided.scores()).containsEntry("votes", 1.0).containsEntry("runs", 3.0);
    var brief =
        dropped(
            Examples.scored(
                Examples.frames("v1", "apple", 2, null), 0, 1, new FrameTriplet(0, 1, 1), .9f));
    assertThat(brief.reason()).isEqualTo("too-few-frames");
    assertThat(brief.scores()).isEqualTo(Map.of("frames", 2.0));
  }

  @Test
  void the_split_follows_the_request_then_the_category() {
    assertThat(
            chosen(Examples.scored(Examples.frames("v1", "avocado", 20, null), 0, 1, EARLY, .9f))
                .getSplit())
        .isEqualTo(Split.HELD_OUT);
    assertThat(
            chosen(
                    Examples.scored(
                        Examples.frames("v1", "avocado", 20, Split.TEST), 0, 1, EARLY, .9f))
                .getSplit())
        .isEqualTo(Split.TEST);
  }

  private TripletSelectionOutcome.Dropped dropped(ScoredFrames... runs) {
    return (TripletSelectionOutcome.Dropped) consensus.judge(List.of(runs));
  }

  private Triplet chosen(ScoredFrames... runs) {
    return ((TripletSelectionOutcome.Chosen) consensus.judge(List.of(runs))).triplet();
  }
}
