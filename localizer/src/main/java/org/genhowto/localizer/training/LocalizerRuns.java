package org.genhowto.localizer.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.networks.model.TrainingFiles;

/**
 * Trains the runs of a localizer one after the other, each from a seed of its own, and writes the
 * localizer's folder. A run that is finished is not trained again; one that was interrupted goes on
 * after its last epoch.
 */
public final class LocalizerRuns {
  private final NDManager manager;
  private final List<String> categories;
  private final List<TrainingVideo> videos;
  private final TrainingSettings settings;

  /**
   * @param categories names in the order of the columns; videos refer to them by index
   */
  public LocalizerRuns(
      NDManager manager,
      List<String> categories,
      List<TrainingVideo> videos,
      TrainingSettings settings) {
    this.manager = manager;
    this.categories = List.copyOf(categories);
    this.videos = List.copyOf(videos);
    this.settings = settings;
  }

  /**
   * Trains what is missing.
   *
   * @param work folder for the states of unfinished runs, and the loss curves of all
   * @param progress told of every run's epochs
   */
  public void train(
      Path folder, Path work, int runs, BiConsumer<Integer, LocalizerTrainer.Epoch> progress) {
    try {
      Files.createDirectories(folder);
      Files.createDirectories(work);
      new ModelFolder(folder).write(LocalizerNetwork.CATEGORIES, categories);
      for (int run = 0; run < runs; run++) {
        Path heads = folder.resolve(LocalizerNetwork.runFile(run));
        TrainingFiles files = files(work, run);
        if (!Files.exists(heads)) {
          train(run, heads, files, progress);
          Files.deleteIfExists(files.state());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The localizer cannot be written to " + folder, e);
    }
  }

  private static TrainingFiles files(Path work, int run) {
    return new TrainingFiles(
        work.resolve("state-" + LocalizerNetwork.runFile(run)),
        work.resolve("run-" + run + "-" + LossCurve.FILE));
  }

  private void train(
      int run,
      Path heads,
      TrainingFiles files,
      BiConsumer<Integer, LocalizerTrainer.Epoch> progress) {
    TrainingSettings own = settings.withSeed(settings.seed() + run);
    try (LocalizerTrainer trainer = new LocalizerTrainer(manager, categories.size(), videos, own)) {
      trainer.train(files, epoch -> progress.accept(run, epoch));
      trainer.saveHeads(heads);
    }
  }
}
