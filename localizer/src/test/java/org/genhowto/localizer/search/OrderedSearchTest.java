package org.genhowto.localizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.genhowto.runtime.frames.FrameTriplet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderedSearchTest {
  private static final FrameScores GOLDEN =
      new FrameScores(
          new float[] {.9f, .2f, .8f, .1f, .1f, .1f},
          new float[] {.1f, .7f, .1f, .9f, .2f, .1f},
          new float[] {.1f, .1f, .3f, .2f, .6f, .9f});

  @ParameterizedTest
  @CsvSource({"500, 0, 3, 5, .729", "2, 2, 3, 5, .648", "1, 2, 3, 4, .432"})
  void finds_the_golden_triplets(int maxDistance, int i, int k, int j, double product) {
    ScoredTriplet choice = new OrderedSearch(maxDistance).best(GOLDEN).orElseThrow();

    assertThat(choice.moments()).isEqualTo(new FrameTriplet(i, k, j));
    assertThat((double) choice.product()).isCloseTo(product, within(1e-6));
    assertThat(choice.logProduct()).isCloseTo(Math.log(product), within(1e-6));
    assertThat(choice.geometricMean()).isCloseTo(Math.cbrt(product), within(1e-6));
  }

  @Test
  void equals_the_triple_loop_on_continuous_scores() {
    Random random = new Random(1);
    for (int round = 0; round < 400; round++) {
      compareWithTripleLoop(random, random::nextFloat);
    }
  }

  @Test
  void equals_the_triple_loop_where_ties_zeros_and_underflow_abound() {
    Random random = new Random(2);
    float[] values = {0f, 1e-30f, 1e-15f, .25f, .5f, Math.nextUp(.5f), 1f};
    for (int round = 0; round < 2000; round++) {
      int few = 2 + random.nextInt(values.length - 1);
      compareWithTripleLoop(random, () -> values[random.nextInt(few)]);
    }
  }

  @Test
  void fewer_than_three_frames_hold_no_triplet() {
    for (int frames = 0; frames < 3; frames++) {
      FrameScores scores = new FrameScores(new float[frames], new float[frames], new float[frames]);
      assertThat(new OrderedSearch(500).best(scores)).isEmpty();
    }
    assertThat(
            new OrderedSearch(500)
                .best(new FrameScores(new float[3], new float[3], new float[3]))
                .orElseThrow()
                .moments())
        .isEqualTo(new FrameTriplet(0, 1, 2));
  }

  @Test
  void the_ranking_keeps_its_moments_apart_and_falls() {
    Random random = new Random(3);
    OrderedSearch search = new OrderedSearch(20);
    FrameScores scores = random(60, random::nextFloat);

    List<ScoredTriplet> ranking = search.best(scores, 4);

    assertThat(ranking).hasSize(4);
    assertThat(ranking.get(0)).isEqualTo(search.best(scores).orElseThrow());
    for (int a = 0; a < ranking.size(); a++) {
      for (int b = a + 1; b < ranking.size(); b++) {
        assertThat(ranking.get(a).product()).isGreaterThanOrEqualTo(ranking.get(b).product());
        FrameTriplet first = ranking.get(a).moments();
        FrameTriplet second = ranking.get(b).moments();
        assertThat(Math.abs(first.initial() - second.initial())).isGreaterThan(2);
        assertThat(Math.abs(first.action() - second.action())).isGreaterThan(2);
        assertThat(Math.abs(first.finalState() - second.finalState())).isGreaterThan(2);
      }
    }
  }

  @Test
  void the_margin_is_the_lead_over_the_best_triplet_elsewhere() {
    OrderedSearch search = new OrderedSearch(500);
    Random random = new Random(4);
    FrameScores scores = random(40, random::nextFloat);
    List<ScoredTriplet> ranking = search.best(scores, 2);

    assertThat(search.margin(scores, ranking.get(0)))
        .isCloseTo(ranking.get(0).product() - ranking.get(1).product(), within(1e-7));
    assertThat(search.margin(GOLDEN, search.best(GOLDEN).orElseThrow()))
        .as("no room for a second triplet")
        .isCloseTo(.729, within(1e-6));
  }

  @Test
  @Timeout(20)
  void two_hundred_thousand_frames_are_searched_at_once() {
    Random random = new Random(5);
    FrameScores scores = random(200_000, random::nextFloat);

    FrameTriplet moments = new OrderedSearch(500).best(scores).orElseThrow().moments();

    assertThat(moments.action() - moments.initial()).isBetween(1, 500);
    assertThat(moments.finalState() - moments.action()).isBetween(1, 500);
  }

  @Test
  void refuses_scores_that_are_no_probabilities() {
    assertThatThrownBy(
            () -> new FrameScores(new float[] {Float.NaN}, new float[] {0}, new float[] {0}))
        .hasMessageContaining("initial of frame 0 is NaN");
    assertThatThrownBy(() -> new FrameScores(new float[2], new float[3], new float[3]))
        .hasMessageContaining("2, 3, 3");
  }

  private interface Source {
    float next();
  }

  private static void compareWithTripleLoop(Random random, Source source) {
    int frames = 3 + random.nextInt(25);
    int maxDistance = 1 + random.nextInt(30);
    FrameScores scores = random(frames, source);

    ScoredTriplet choice = new OrderedSearch(maxDistance).best(scores).orElseThrow();

    assertThat(choice.moments()).isEqualTo(tripleLoop(scores, maxDistance));
  }

  private static FrameTriplet tripleLoop(FrameScores s, int maxDistance) {
    float best = -1;
    FrameTriplet moments = new FrameTriplet(0, 0, 0);
    for (int i = 0; i < s.frames(); i++) {
      for (int k = i + 1; k < s.frames() && k - i <= maxDistance; k++) {
        for (int j = k + 1; j < s.frames() && j - k <= maxDistance; j++) {
          float value = s.initial(i) * (s.action(k) * s.finalState(j));
          if (value > best) {
            best = value;
            moments = new FrameTriplet(i, k, j);
          }
        }
      }
    }
    return moments;
  }

  private static FrameScores random(int frames, Source source) {
    float[][] rows = new float[3][frames];
    for (float[] row : rows) {
      for (int t = 0; t < frames; t++) {
        row[t] = source.next();
      }
    }
    return new FrameScores(rows[0], rows[1], rows[2]);
  }
}
