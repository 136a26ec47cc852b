package org.genhowto.launcher.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.genhowto.localizer.evaluation.LocalizerMetrics;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topics;

/**
 * Holds the scores of the demo's videos of seen categories against their truth (metrics of
 * ChangeIt).
 */
public final class LocalizerTruth {
  private LocalizerTruth() {}

  /**
   * State and action precision@1, in [0, 1]; empty where no video of a seen category was scored.
   */
  public static List<EvaluationMetric> measure(Platform platform, DemoWorld world)
      throws IOException {
    LocalizerMetrics metrics = new LocalizerMetrics();
    String version = "";
    for (ScoredFrames scored : TopicContents.read(platform, Topics.SCORED_FRAMES)) {
      String category = scored.getSource().getCategory();
      int[] truth = world.labels(category, scored.getSource().getVideoId());
      if (World.committed().heldOut(Category.named(category)) || !showsAll(truth)) {
        continue;
      }
      List<FrameLabel> labels = new ArrayList<>();
      for (FrameEntry frame : scored.getSource().getIndex()) {
        labels.add(FrameLabel.values()[truth[Math.min(frame.getSecond(), truth.length - 1)]]);
      }
      metrics.add(category, FrameScores.of(scored), labels);
      version = scored.getModelVersion();
    }
    if (metrics.videos() == 0) {
      return List.of();
    }
    return List.of(
        metric(
            "localizer.statePrecision",
            metrics.overall().statePrecision(),
            metrics.videos(),
            version),
        metric(
            "localizer.actionPrecision",
            metrics.overall().actionPrecision(),
            metrics.videos(),
            version));
  }

  /** Whether the video shows all three moments; ChangeIt annotates no others. */
  private static boolean showsAll(int[] truth) {
    return IntStream.rangeClosed(1, 3)
        .allMatch(label -> IntStream.of(truth).anyMatch(l -> l == label));
  }

  private static EvaluationMetric metric(String name, double value, int videos, String version) {
    return EvaluationMetric.newBuilder()
        .setName(name)
        .setValue(value)
        .setSamples(videos)
        .setSet("miniature-seen")
        .setMethod(version + ": precision@1")
        .build();
  }
}
