package org.genhowto.launcher.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What decoding took.
 *
 * @param cpu processor seconds of this process and of those it started
 * @param wall seconds
 * @param megabytes the most that one of these processes had in memory; of this one only where it
 *     started none
 */
record DecodeCost(double cpu, double wall, double megabytes) {
  static final DecodeCost NONE = new DecodeCost(0, 0, 0);

  private static final double NANOS = 1e9;
  private static final double KILO = 1e3;
  private static final String PEAK = "VmHWM:";

  /** Runs from the time it is made. */
  record Meter(double cpu, long start) {
    DecodeCost stop() {
      return new DecodeCost(
          cpuSeconds() - cpu, (System.nanoTime() - start) / NANOS, peakMegabytes());
    }
  }

  static Meter meter() {
    return new Meter(cpuSeconds(), System.nanoTime());
  }

  DecodeCost plus(DecodeCost other) {
    return new DecodeCost(cpu + other.cpu, wall + other.wall, Math.max(megabytes, other.megabytes));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f CPU s, %.2f s, at most %.0f MB", cpu, wall, megabytes);
  }

  private static double cpuSeconds() {
    long own =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
    long children =
        ProcessHandle.current()
            .children()
            .mapToLong(child -> child.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
            .sum();
    return (own + children) / NANOS;
  }

  private static double peakMegabytes() {
    long self = ProcessHandle.current().pid();
    double children =
        ProcessHandle.current().children().mapToDouble(child -> peak(child.pid())).max().orElse(0);
    return children > 0 ? children : peak(self);
  }

  /** 0 where the process has ended, or this machine does not say it. */
  private static double peak(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
              .filter(line -> line.startsWith(PEAK))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElse(0)
          / KILO;
    } catch (IOException e) {
      return 0;
    }
  }
}
