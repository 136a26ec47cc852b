package org.genhowto.miniature;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.genhowto.networks.Training;

/**
 * Takes the steps of one training: a line now and then, a checkpoint now and then, and the next
 * start goes on from there.
 */
final class Steps {
  private static final int LINE = 50;
  private static final int CHECKPOINT = 200;

  private final String name;
  private final Path checkpoint;
  private final PrintStream out;

  Steps(String name, Path checkpoint, PrintStream out) {
    this.name = name;
    this.checkpoint = checkpoint;
    this.out = out;
  }

  /** One step of a training; gets the step's number, from which it derives its batch. */
  @FunctionalInterface
  interface Body {
    Training.Step take(long number);
  }

  /** Takes steps until the training has had that many. */
  void run(Training training, long steps, Body body) {
    if (Files.exists(checkpoint)) {
      training.restore(checkpoint);
      line("goes on from step " + training.steps());
    }
    long from = training.steps();
    long start = System.nanoTime();
    double sum = 0;
    while (training.steps() < steps) {
      sum += body.take(training.steps()).loss();
      long done = training.steps();
      if (done % LINE == 0) {
        double seconds = (System.nanoTime() - start) / 1e9 / (done - from);
        line(
            String.format(
                Locale.ROOT,
                "step %d of %d, loss %.4f, %.2f s a step, %.0f min left",
                done,
                steps,
                sum / Math.min(LINE, done - from),
                seconds,
                (steps - done) * seconds / 60));
        sum = 0;
      }
      if (done % CHECKPOINT == 0) {
        training.save(checkpoint);
      }
    }
  }

  void line(String text) {
    out.println(name + ": " + text);
  }
}
