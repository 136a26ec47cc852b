package org.genhowto.launcher.training;

import java.util.function.Consumer;
import org.genhowto.localizer.training.LocalizerTrainer;

/** Says how the runs of a localizer go, and how long they will still take. */
public final class EpochLines {
  private final int runs;
  private final int epochs;
  private final Consumer<String> out;
  private final long start = System.nanoTime();
  private long done;

  public EpochLines(int runs, int epochs, Consumer<String> out) {
    this.runs = runs;
    this.epochs = epochs;
    this.out = out;
  }

  public void done(int run, LocalizerTrainer.Epoch epoch) {
    done++;
    long left = (long) (runs - run) * epochs - epoch.number() - 1;
    out.accept(
        "run %d of %d, epoch %d of %d: loss %.4f, confidence %.3f, %.0f s to go"
            .formatted(
                run + 1,
                runs,
                epoch.number() + 1,
                epochs,
                epoch.loss(),
                epoch.confidence(),
                (System.nanoTime() - start) / 1e9 / done * left));
  }
}
