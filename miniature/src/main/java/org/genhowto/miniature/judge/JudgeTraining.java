package org.genhowto.miniature.judge;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingLoop;

/** Trains the judge on frames with their truth, each seen once. */
public final class JudgeTraining {
  private static final double RATE = 2e-3;
  private static final int WARM_UP = 20;
  private static final double AVERAGING = 0.99;
  private static final int SAVE_EVERY = 250;
  private static final long SEED = 17;

  private final Scale scale;
  private final Gallery gallery;
  private final Path state;
  private final Consumer<String> log;

  /**
   * @param state folder of the training's state
   */
  public JudgeTraining(Scale scale, Path state, Consumer<String> log) {
    this.scale = scale;
    this.gallery = Gallery.of(scale);
    this.state = state;
    this.log = log;
  }

  /** Trains to the end, and writes the judge. */
  public void train(Path folder) throws IOException {
    try (var manager = NDManager.newBaseManager();
        var judge = Judge.untrained(manager, scale.world().edition(), SEED)) {
      var parameters = judge.network().train(name -> true);
      try (var training = Training.of(manager, parameters, recipe())) {
        TrainingLoop.ofSteps(TrainingFiles.in(state), scale.judging().steps(), SAVE_EVERY)
            .saying("judge", log)
            .run(training, number -> step(manager, judge, training, number).loss());
        training.adoptAverages();
      }
      judge.save(Files.createDirectories(folder));
    }
  }

  private Recipe recipe() {
    long steps = scale.judging().steps();
    return Recipe.of(
            Recipe.AdamW.withDecay(0.01), Schedule.cosine(RATE, steps / 2, steps).warmedUp(WARM_UP))
        .averagedBy(AVERAGING)
        .seededBy(SEED);
  }

  private Training.Step step(NDManager manager, Judge judge, Training training, long number) {
    int batch = scale.judging().batch();
    var images = new ArrayList<RgbImage>();
    var labels = new long[batch];
    for (int i = 0; i < batch; i++) {
      var still = gallery.judged(number * batch + i);
      images.add(Pictures.rgb(still.image()));
      labels[i] = judge.meanings().indexOf(still.meaning());
    }
    try (NDManager scope = manager.newSubManager()) {
      return training.step(
          judge.network(),
          "loss",
          Judge.pixels(scope, images),
          scope.create(labels, new Shape(batch)));
    }
  }
}
