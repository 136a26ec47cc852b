package org.genhowto.launcher.generate;

import java.io.PrintWriter;
import org.genhowto.launcher.progress.ProgressDisplay;

/** What a person sees who waits for a request. */
final class Waiting implements AutoCloseable {
  private final ProgressDisplay display;
  private String said = "";
  private String previewed = "";
  private int shown;

  Waiting(PrintWriter err) {
    this.display = ProgressDisplay.of("denoising", err);
  }

  /** A line, unless it was the last one. */
  void say(String line) {
    if (!line.equals(said)) {
      said = line;
      display.say(line);
    }
  }

  /**
   * Steps that a worker has done.
   *
   * @param attempt from 1; what a worker that died had done is done again
   * @param total 0 where it is not known
   */
  void progress(String worker, int attempt, int done, int total) {
    say(
        attempt > 1
            ? "%s works on it, attempt %d".formatted(worker, attempt)
            : worker + " works on it");
    if (total > 0 && done > 0 && done != shown) {
      shown = done;
      display.counted(done, total);
    }
  }

  /** Where a picture is of how it comes along. */
  void preview(Object address) {
    String line = "preview " + address;
    if (!line.equals(previewed)) {
      previewed = line;
      display.say(line);
    }
  }

  @Override
  public void close() {
    display.close();
  }
}
