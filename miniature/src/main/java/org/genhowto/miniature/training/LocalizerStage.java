package org.genhowto.miniature.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.genhowto.localizer.training.LocalizerRuns;
import org.genhowto.localizer.training.LocalizerTrainer;
import org.genhowto.localizer.training.TrainingSettings;
import org.genhowto.miniature.video.VideoSplits;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Scale;

/** Trains localizers on videos of all categories, without labels. */
final class LocalizerStage {
  private final Path work;
  private final Scale scale;
  private final Consumer<String> log;

  LocalizerStage(Path work, Scale scale, Consumer<String> log) {
    this.work = work;
    this.scale = scale;
    this.log = log;
  }

  /** How the miniature's localizer is trained. */
  static TrainingSettings settings(Scale scale) {
    return MiniatureRecipes.localizer().withEpochs(scale.mining().epochs());
  }

  void train() throws IOException {
    train(Stage.LOCALIZER, settings(scale), scale.mining().runs());
  }

  /** One run that knows nothing of the order of the moments. */
  void trainUnordered() throws IOException {
    train(Stage.LOCALIZER_UNORDERED, settings(scale).withoutOrdering(), 1);
  }

  private void train(Stage stage, TrainingSettings settings, int runs) throws IOException {
    var state = stage.state(work);
    try (var footage = new VideoSplits(work, scale);
        var manager = NDManager.newBaseManager()) {
      log.accept(stage.word() + ": features of videos");
      var categories = scale.world().categories().stream().map(Category::word).toList();
      new LocalizerRuns(manager, categories, footage.training(), settings)
          .train(
              stage.folder(work), state, runs, (run, epoch) -> log.accept(line(stage, run, epoch)));
    }
  }

  private static String line(Stage stage, int run, LocalizerTrainer.Epoch epoch) {
    return String.format(
        Locale.ROOT,
        "%s: run %d, epoch %d, loss %.4f, confidence %.3f",
        stage.word(),
        run,
        epoch.number(),
        epoch.loss(),
        epoch.confidence());
  }
}
