package org.genhowto.miniature.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.localizer.evaluation.LocalizerMetrics;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.miniature.training.LocalizerEnsemble;
import org.genhowto.miniature.training.Mining;
import org.genhowto.miniature.training.Stage;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.video.VideoSplits;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * How right the localizer is in videos it never saw, by their truth.
 *
 * @param videos number of videos measured
 * @param runs of each run, and {@code consensus} of the runs' mean scores
 * @param unordered of the run that was trained without the order of the moments
 * @param categories of the runs' mean scores in each category
 * @param keptByRuns what each run would keep alone, where it is sure enough
 * @param keptByConsensus what is mined: see {@link Mining}
 */
public record LocalizerQuality(
    int videos,
    List<Precision> runs,
    Precision consensus,
    Precision unordered,
    Map<String, Precision> categories,
    List<Kept> keptByRuns,
    Kept keptByConsensus) {

  /**
   * Mined triplets.
   *
   * @param triplets number of them, some videos give none
   * @param right share of triplets whose three moments all show what they should
   */
  public record Kept(int triplets, double right) {}

  /** Measures the localizers of a work folder. */
  public static LocalizerQuality of(Path work, Scale scale) throws IOException {
    int runs = scale.mining().runs();
    double least = scale.mining().leastConfidence();
    try (var footage = new VideoSplits(work, scale);
        var ordered = new LocalizerEnsemble(Stage.LOCALIZER.folder(work), runs);
        var unordered = new LocalizerEnsemble(Stage.LOCALIZER_UNORDERED.folder(work), 1)) {
      var videos = footage.judged();
      var scores = videos.stream().map(ordered::scores).toList();
      var blind = videos.stream().map(video -> unordered.scores(video).get(0)).toList();
      var means = scores.stream().map(FrameScores::mean).toList();
      var singles = new ArrayList<Precision>();
      var kept = new ArrayList<Kept>();
      for (int run = 0; run < runs; run++) {
        int number = run;
        var own = scores.stream().map(all -> all.get(number)).toList();
        singles.add(metrics(footage, videos, own).overall());
        kept.add(kept(footage, videos, own.stream().map(one -> sure(one, least)).toList()));
      }
      var mining = new Mining(ordered, least);
      var agreed =
          scores.stream()
              .map(all -> mining.kept(all).stream().map(n -> n.choice().moments()).toList())
              .toList();
      var consensus = metrics(footage, videos, means);
      return new LocalizerQuality(
          videos.size(),
          singles,
          consensus.overall(),
          metrics(footage, videos, blind).overall(),
          new LinkedHashMap<>(consensus.categories()),
          kept,
          kept(footage, videos, agreed));
    }
  }

  private static LocalizerMetrics metrics(
      VideoSplits footage, List<TrainingVideo> videos, List<FrameScores> scores) {
    var metrics = new LocalizerMetrics();
    for (int i = 0; i < videos.size(); i++) {
      var video = videos.get(i);
      metrics.add(
          VideoSplits.category(video).word(),
          scores.get(i),
          labels(footage.script(video), scores.get(i)));
    }
    return metrics;
  }

  /** What one run alone would keep of a video. */
  private static List<FrameTriplet> sure(FrameScores scores, double least) {
    return new OrderedSearch(OrderedSearch.PUBLISHED_MAX_DISTANCE)
        .best(scores)
        .filter(choice -> choice.geometricMean() >= least)
        .map(ScoredTriplet::moments)
        .map(List::of)
        .orElse(List.of());
  }

  private static Kept kept(
      VideoSplits footage, List<TrainingVideo> videos, List<List<FrameTriplet>> moments) {
    int triplets = 0;
    int right = 0;
    for (int i = 0; i < videos.size(); i++) {
      var script = footage.script(videos.get(i));
      for (var choice : moments.get(i)) {
        triplets++;
        right += script.isRight(choice.initial(), choice.action(), choice.finalState()) ? 1 : 0;
      }
    }
    return new Kept(triplets, triplets == 0 ? 0 : (double) right / triplets);
  }

  /**
   * The truth of a video, a label a second. A state between two steps is what the localizer takes
   * it for: it is the final one of the first step and the initial one of the second.
   */
  public static List<FrameLabel> labels(VideoScript script, FrameScores scores) {
    var choice = new OrderedSearch(OrderedSearch.PUBLISHED_MAX_DISTANCE).best(scores);
    boolean second =
        choice.map(ScoredTriplet::moments).stream()
            .anyMatch(moments -> isBetween(script, moments.initial()));
    int[] labels = script.labels(second ? Phase.INITIAL : Phase.FINAL);
    return Arrays.stream(labels).mapToObj(label -> FrameLabel.values()[label]).toList();
  }

  private static boolean isBetween(VideoScript script, int second) {
    return script.labels()[second] == Phase.BACKGROUND
        && script.labels(Phase.FINAL)[second] == Phase.FINAL.label();
  }
}
