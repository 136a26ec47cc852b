package org.genhowto.miniature.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.networks.model.Training;

/**
 * Takes the steps of one training: a line now and then, a checkpoint now and then, and the next
 * start goes on from there.
 */
final class TrainingSteps {
  private static final int LINE = 50;
  private static final int CHECKPOINT = 200;

  private final String name;
  private final Path checkpoint;
  private final Consumer<String> log;

  TrainingSteps(String name, Path checkpoint, Consumer<String> log) {
    this.name = name;
    this.checkpoint = checkpoint;
    this.log = log;
  }

  /** One step of a training; gets the step's number, from which it derives its batch. */
  @FunctionalInterface
  interface Body {
    Training.Step take(long number);
  }

  /** Takes steps until the training has had that many. */
  void run(Training training, long steps, Body body) {
    var curve = new LossCurve(checkpoint.resolveSibling(LossCurve.FILE));
    if (Files.exists(checkpoint)) {
      training.restore(checkpoint);
      line("goes on from step " + training.steps());
    }
    long from = training.steps();
    long start = System.nanoTime();
    double sum = 0;
    int summed = 0;
    while (training.steps() < steps) {
      sum += body.take(training.steps()).loss();
      summed++;
      long done = training.steps();
      if (done % LINE == 0 || done == steps) {
        curve.add(done, sum / summed);
        double seconds = (System.nanoTime() - start) / 1e9 / (done - from);
        line(
            String.format(
                Locale.ROOT,
                "step %d of %d, loss %.4f, %.2f s a step, %.0f min left",
                done,
                steps,
                sum / summed,
                seconds,
                (steps - done) * seconds / 60));
        sum = 0;
        summed = 0;
      }
      if (done % CHECKPOINT == 0 || done == steps) {
        training.save(checkpoint);
      }
    }
  }

  void line(String text) {
    log.accept(name + ": " + text);
  }
}
