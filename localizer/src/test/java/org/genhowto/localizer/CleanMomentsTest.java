package org.genhowto.localizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.localizer.search.Examples;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameFacts.Mark;
import org.genhowto.runtime.frames.FrameFacts.Measures;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.schemas.PictureFacts;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Triplet;
import org.junit.jupiter.api.Test;

class CleanMomentsTest {
  private static final int FRAMES = 20;
  private static final FrameTriplet CHOSEN = new FrameTriplet(4, 9, 14);
  private static final Set<Blemish> AVOIDED = Set.of(Blemish.TRANSITION, Blemish.BLACK);

  private final CleanMoments clean = new CleanMoments(AVOIDED, 500);

  @Test
  void a_clean_triplet_stays() {
    assertThat(moved(scores(.8f), Map.of())).isEqualTo(CHOSEN);
  }

  @Test
  void a_moment_in_a_transition_moves_to_the_best_second_that_is_as_good() {
    float[][] scores = scores(.1f);
    scores[1][8] = .80f;
    scores[1][11] = .85f;
    scores[1][12] = .89f;

    assertThat(moved(scores, Map.of(9, Mark.TRANSITION))).isEqualTo(new FrameTriplet(4, 11, 14));
  }

  @Test
  void a_second_that_is_less_good_is_not_taken() {
    float[][] scores = scores(.1f);
    scores[2][13] = .79f;
    scores[2][15] = .1f;

    assertThat(moved(scores, Map.of(14, Mark.BLACK))).isEqualTo(CHOSEN);
  }

  @Test
  void nor_is_one_with_a_blemish_of_its_own() {
    assertThat(moved(scores(.88f), Map.of(4, Mark.BLACK, 3, Mark.TRANSITION)))
        .isEqualTo(new FrameTriplet(5, 9, 14));
  }

  @Test
  void of_equals_the_nearest_is_taken_and_then_the_earlier() {
    assertThat(moved(scores(.88f), Map.of(9, Mark.BLACK))).isEqualTo(new FrameTriplet(4, 8, 14));
  }

  @Test
  void what_is_not_avoided_is_no_blemish() {
    assertThat(moved(scores(.88f), Map.of(9, Mark.FROZEN))).isEqualTo(CHOSEN);
    assertThat(moved(scores(.88f), Map.of(9, Mark.CUT))).isEqualTo(CHOSEN);
  }

  @Test
  void moments_keep_their_order_and_their_distance() {
    FrameTriplet close = new FrameTriplet(0, 1, 2);
    FrameFacts facts = facts(Map.of(0, Mark.BLACK, 1, Mark.BLACK, 2, Mark.BLACK));
    FrameScores scores = new FrameScores(flat(.9f), flat(.9f), flat(.9f));

    assertThat(clean.of(ScoredTriplet.of(scores, close), scores, facts).moments())
        .isEqualTo(new FrameTriplet(0, 1, 3));
    assertThat(
            new CleanMoments(AVOIDED, 1)
                .of(ScoredTriplet.of(scores, close), scores, facts)
                .moments())
        .isEqualTo(close);
  }

  @Test
  void the_selection_says_the_second_it_moved_to_and_its_score() {
    ScoredFrames scored = scored(.9f, .85f);
    Consensus avoiding = consensus(AVOIDED, .5);
    Consensus indifferent = consensus(Set.of(), .5);

    assertThat(triplet(avoiding, scored).getTripletId()).isEqualTo("v1-4-10-14");
    assertThat(triplet(avoiding, scored).getConfidence()).isCloseTo(.9 * .85 * .9, within(1e-6));
    assertThat(triplet(indifferent, scored).getTripletId()).isEqualTo("v1-4-9-14");
  }

  @Test
  void no_triplet_is_lost_by_moving() {
    ScoredFrames scored = scored(.9f, .82f);

    assertThat(triplet(consensus(AVOIDED, .89), scored).getTripletId()).isEqualTo("v1-4-9-14");
  }

  private static Triplet triplet(Consensus consensus, ScoredFrames scored) {
    return ((TripletSelectionOutcome.Chosen) consensus.judge(List.of(scored))).triplet();
  }

  private static Consensus consensus(Set<Blemish> avoided, double least) {
    return new Consensus(
        new TripletSettings(
            least, 0, 500, avoided, Duration.ofMinutes(1), new SplitRule(Set.of(), 0), 1));
  }

  /** Second 9 is a transition, and second 10 scores a little less. */
  private static ScoredFrames scored(float best, float beside) {
    SampledFrames frames =
        SampledFrames.newBuilder(Examples.frames("v1", "apple", FRAMES, null))
            .setFacts(written(Map.of(9, Mark.TRANSITION)))
            .build();
    ScoredFrames scored = Examples.scored(frames, 0, 1, CHOSEN, best);
    List<Float> action = new ArrayList<>(scored.getAction());
    action.set(10, beside);
    return ScoredFrames.newBuilder(scored).setAction(action).build();
  }

  private FrameTriplet moved(float[][] scores, Map<Integer, Mark> marks) {
    FrameScores given = new FrameScores(scores[0], scores[1], scores[2]);
    return clean.of(ScoredTriplet.of(given, CHOSEN), given, facts(marks)).moments();
  }

  /** The chosen seconds score 0.88, all others as told. */
  private static float[][] scores(float elsewhere) {
    float[][] scores = {flat(elsewhere), flat(elsewhere), flat(elsewhere)};
    scores[0][CHOSEN.initial()] = .88f;
    scores[1][CHOSEN.action()] = .88f;
    scores[2][CHOSEN.finalState()] = .88f;
    return scores;
  }

  private static float[] flat(float score) {
    float[] scores = new float[FRAMES];
    Arrays.fill(scores, score);
    return scores;
  }

  private static FrameFacts facts(Map<Integer, Mark> marks) {
    return FrameFacts.of(written(marks), FRAMES);
  }

  private static PictureFacts written(Map<Integer, Mark> marks) {
    FrameFacts.Writer writer = new FrameFacts.Writer();
    for (int frame = 0; frame < FRAMES; frame++) {
      Mark mark = marks.get(frame);
      writer.add(
          mark == null ? EnumSet.noneOf(Mark.class) : EnumSet.of(mark), new Measures(0, 0, 0, 0));
    }
    return writer.facts();
  }
}
