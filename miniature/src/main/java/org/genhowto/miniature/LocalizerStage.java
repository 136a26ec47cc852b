package org.genhowto.miniature;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.genhowto.localizer.FrameScores;
import org.genhowto.localizer.LocalizerMetrics;
import org.genhowto.localizer.LocalizerTrainer;
import org.genhowto.localizer.OrderedSearch;
import org.genhowto.localizer.TrainingSettings;
import org.genhowto.localizer.TrainingVideo;
import org.genhowto.networks.ClipModel;
import org.genhowto.networks.ModelFolder;

/**
 * Trains the localizer on videos of all categories without labels, picks moments in the videos of
 * the seen categories, and measures, for the report alone, how often picks are right in videos it
 * never saw.
 */
final class LocalizerStage {
  private static final long SEEN = 240;
  private static final long UNSEEN = 100;
  private static final long FIRST_JUDGED = 1_000_000;
  private static final long JUDGED = 12;
  private static final int RUNS = 3;

  /**
   * Runs whose picks become triplets, one a video and run; the paper takes all of eleven, which
   * costs captions and adds few new scenes here.
   */
  private static final int PICKING_RUNS = 1;

  /** A pick is kept where a typical one of its three scores says more likely than not. */
  private static final double LEAST_CONFIDENCE = 0.5;

  private final Path work;
  private final Consumer<String> log;

  LocalizerStage(Path work, Consumer<String> log) {
    this.work = work;
    this.log = log;
  }

  /** Where the chosen moments are written. */
  static Path picks(Path work) {
    return work.resolve("picks.csv");
  }

  void train() throws IOException {
    var folder = Files.createDirectories(work.resolve("models/localizer"));
    try (var manager = NDManager.newBaseManager();
        var clip = ClipModel.load(manager, work.resolve("models/clip"))) {
      var features = new VideoFeatures(work.resolve("features"), clip);
      var videos = new ArrayList<TrainingVideo>();
      var judged = new ArrayList<TrainingVideo>();
      for (var category : Category.values()) {
        videos.addAll(videos(features, category, 0, category.heldOut() ? UNSEEN : SEEN));
        judged.addAll(videos(features, category, FIRST_JUDGED, FIRST_JUDGED + JUDGED));
        log.accept("localizer: features of " + category.word());
      }
      var picks = new LinkedHashMap<String, Pick>();
      var scores = new ArrayList<List<FrameScores>>();
      for (int run = 0; run < RUNS; run++) {
        try (var trainer = trained(manager, videos, run)) {
          for (var video : run < PICKING_RUNS ? videos : List.<TrainingVideo>of()) {
            pick(trainer, video).ifPresent(pick -> picks.putIfAbsent(pick.tripletId(), pick));
          }
          scores.add(judged.stream().map(trainer::scores).toList());
          trainer.saveHeads(folder.resolve("run-" + run + ".safetensors"));
        }
      }
      Pick.write(picks(work), List.copyOf(picks.values()));
      log.accept("localizer: " + picks.size() + " picks in " + videos.size() + " videos");
      judge(judged, scores);
    }
    new ModelFolder(folder)
        .write("categories.json", Arrays.stream(Category.values()).map(Category::word).toList());
  }

  private LocalizerTrainer trained(NDManager manager, List<TrainingVideo> videos, int run) {
    var settings = TrainingSettings.miniature().withSeed(run);
    var trainer = new LocalizerTrainer(manager, Category.values().length, videos, settings);
    while (!trainer.done()) {
      var epoch = trainer.epoch();
      log.accept(
          String.format(
              Locale.ROOT,
              "localizer: run %d, epoch %d, loss %.4f, confidence %.3f",
              run,
              epoch.number(),
              epoch.loss(),
              epoch.confidence()));
    }
    return trainer;
  }

  private static List<TrainingVideo> videos(
      VideoFeatures features, Category category, long firstSeed, long endSeed) throws IOException {
    var videos = new ArrayList<TrainingVideo>();
    long seed = firstSeed;
    for (float[][] frames : features.of(category, firstSeed, endSeed)) {
      var script = VideoScript.of(category, seed++);
      videos.add(
          new TrainingVideo(
              script.id(),
              category.ordinal(),
              OptionalDouble.of(script.relevance()),
              List.<float[][]>of(frames)));
    }
    return videos;
  }

  /** The moments one run chooses in a video of a seen category, where it is sure enough. */
  private static Optional<Pick> pick(LocalizerTrainer trainer, TrainingVideo video) {
    var category = Category.values()[video.category()];
    if (category.heldOut()) {
      return Optional.empty();
    }
    return new OrderedSearch(OrderedSearch.PUBLISHED_MAX_DISTANCE)
        .best(trainer.scores(video))
        .filter(choice -> choice.geometricMean() >= LEAST_CONFIDENCE)
        .map(
            choice ->
                new Pick(
                    category,
                    seed(video),
                    choice.moments().initial(),
                    choice.moments().action(),
                    choice.moments().end(),
                    choice.geometricMean()));
  }

  private void judge(List<TrainingVideo> videos, List<List<FrameScores>> runs) {
    var metrics = new LocalizerMetrics();
    for (int i = 0; i < videos.size(); i++) {
      int index = i;
      var category = Category.values()[videos.get(i).category()];
      var mean = FrameScores.mean(runs.stream().map(run -> run.get(index)).toList());
      var script = VideoScript.of(category, seed(videos.get(i)));
      metrics.add(category.word(), mean, labels(script));
    }
    metrics.categories().forEach((name, p) -> log.accept(line("localizer: " + name, p)));
    log.accept(line("localizer: mean of categories", metrics.overall()));
  }

  private static long seed(TrainingVideo video) {
    return Long.parseLong(video.videoId().replaceFirst(".*-", ""));
  }

  static List<LocalizerMetrics.Label> labels(VideoScript script) {
    return Arrays.stream(script.labels())
        .mapToObj(label -> LocalizerMetrics.Label.values()[label])
        .toList();
  }

  private static String line(String name, LocalizerMetrics.Precision precision) {
    return String.format(
        Locale.ROOT,
        "%s: state precision %.3f, action precision %.3f, joint %.3f and %.3f, accuracy %.3f",
        name,
        precision.statePrecision(),
        precision.actionPrecision(),
        precision.jointStatePrecision(),
        precision.jointActionPrecision(),
        precision.stateAccuracy());
  }
}
