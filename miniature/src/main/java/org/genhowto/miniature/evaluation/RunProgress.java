package org.genhowto.miniature.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/** Says how far long work has come, and about how long the rest takes. */
public final class RunProgress {
  private static final int LINE = 100;

  private final int total;
  private final InstantSource clock;
  private final Instant start;
  private final Consumer<String> log;
  private int done;

  public RunProgress(int total, InstantSource clock, Consumer<String> log) {
    this.total = total;
    this.clock = clock;
    this.start = clock.instant();
    this.log = log;
  }

  /** One more piece of that work is done. */
  public void done(String what) {
    done++;
    if (done % LINE == 0 || done == total) {
      double spent = Duration.between(start, clock.instant()).toMillis() / 60_000.0;
      log.accept(
          String.format(
              Locale.ROOT,
              "%s: %d of %d pictures, about %.0f min left",
              what,
              done,
              total,
              spent / done * (total - done)));
    }
  }
}
