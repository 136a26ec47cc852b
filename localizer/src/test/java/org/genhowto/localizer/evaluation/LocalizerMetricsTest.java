package org.genhowto.localizer.evaluation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.genhowto.runtime.frames.FrameLabel.ACTION;
import static org.genhowto.runtime.frames.FrameLabel.BACKGROUND;
import static org.genhowto.runtime.frames.FrameLabel.FINAL_STATE;
import static org.genhowto.runtime.frames.FrameLabel.INITIAL_STATE;

import java.util.List;
import java.util.Random;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;
import org.genhowto.localizer.search.EvaluationSearch;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.runtime.frames.FrameTriplet;
import org.junit.jupiter.api.Test;

class LocalizerMetricsTest {
  private static final List<FrameLabel> LABELS =
      List.of(INITIAL_STATE, BACKGROUND, ACTION, BACKGROUND, FINAL_STATE);

  @Test
  void perfect_scores_reach_one() {
    LocalizerMetrics metrics = new LocalizerMetrics();
    metrics.add("apple", perfect(), LABELS);

    assertThat(metrics.overall()).isEqualTo(new Precision(1, 1, 1, 1, 1));
  }

  @Test
  void order_saves_a_joint_action_that_the_highest_score_misses() {
    FrameScores scores =
        new FrameScores(
            new float[] {.9f, .1f, .1f, .1f, .1f},
            new float[] {1f, .1f, .8f, .1f, .1f}, // highest before the initial state
            new float[] {.1f, .1f, .1f, .1f, .9f});
    LocalizerMetrics metrics = new LocalizerMetrics();
    metrics.add("apple", scores, LABELS);

    assertThat(metrics.overall().actionPrecision()).isZero();
    assertThat(metrics.overall().jointActionPrecision()).isEqualTo(1);
  }

  @Test
  void categories_weigh_the_same_however_many_videos_they_have() {
    FrameScores wrong =
        new FrameScores(
            new float[] {0, 1, 0, 0, 0}, new float[] {0, 0, 0, 1, 0}, new float[] {0, 0, 1, 0, 0});
    LocalizerMetrics metrics = new LocalizerMetrics();
    metrics.add("apple", perfect(), LABELS);
    metrics.add("ball", wrong, LABELS);
    metrics.add("ball", wrong, LABELS);

    assertThat(metrics.videos()).isEqualTo(3);
    assertThat(requireNonNull(metrics.categories().get("ball")).statePrecision()).isZero();
    assertThat(metrics.overall().statePrecision()).isCloseTo(.5, within(1e-12));
    assertThat(metrics.overall().actionPrecision()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void half_a_point_for_one_right_state() {
    FrameScores scores =
        new FrameScores(
            new float[] {1, 0, 0, 0, 0}, new float[] {0, 0, 1, 0, 0}, new float[] {0, 0, 0, 1, 0});
    LocalizerMetrics metrics = new LocalizerMetrics();
    metrics.add("apple", scores, LABELS);

    assertThat(metrics.overall().statePrecision()).isEqualTo(.5);
    assertThat(metrics.overall().jointStatePrecision()).isEqualTo(.5);
  }

  @Test
  void the_joint_search_equals_its_definition() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int frames = random.nextInt(12);
      float[][] rows = new float[3][frames];
      for (float[] row : rows) {
        for (int t = 0; t < frames; t++) {
          row[t] = random.nextInt(5) / 4f;
        }
      }
      FrameScores scores = new FrameScores(rows[0], rows[1], rows[2]);
      assertThat(EvaluationSearch.joint(scores)).isEqualTo(jointByDefinition(scores));
    }
  }

  private static FrameTriplet jointByDefinition(FrameScores s) {
    float best = -1;
    FrameTriplet moments = new FrameTriplet(0, 0, 0);
    for (int i = 0; i < s.frames(); i++) {
      for (int j = i + 2; j < s.frames(); j++) {
        int k = i + 1;
        for (int candidate = i + 1; candidate < j; candidate++) {
          k = s.action(candidate) > s.action(k) ? candidate : k;
        }
        float value = s.initial(i) * s.finalState(j) * s.action(k);
        if (value > best) {
          best = value;
          moments = new FrameTriplet(i, k, j);
        }
      }
    }
    return moments;
  }

  private static FrameScores perfect() {
    return new FrameScores(
        new float[] {1, 0, 0, 0, 0}, new float[] {0, 0, 1, 0, 0}, new float[] {0, 0, 0, 0, 1});
  }
}
