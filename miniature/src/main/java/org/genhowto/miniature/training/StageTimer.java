package org.genhowto.miniature.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.genhowto.runtime.metrics.PeakMemory;

/** The time a stage has taken in all its starts, kept in a file while it runs. */
final class StageTimer {
  private final Path file;
  private final double before;
  private final long start = System.nanoTime();

  StageTimer(Path file) throws IOException {
    this.file = file;
    this.before = Files.exists(file) ? Double.parseDouble(Files.readString(file).strip()) : 0;
  }

  /** Keeps the time until now. */
  void keep() {
    try {
      Files.writeString(file, String.format(Locale.ROOT, "%.1f%n", seconds()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  StageReport.Cost cost() throws IOException {
    return new StageReport.Cost(Math.round(seconds()), peakMegabytes());
  }

  private double seconds() {
    return before + (System.nanoTime() - start) / 1e9;
  }

  private static long peakMegabytes() throws IOException {
    OptionalLong peak = PeakMemory.bytes();
    return peak.isPresent() ? peak.getAsLong() >> 20 : -1;
  }
}
