package org.genhowto.ingest.decoding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.genhowto.ingest.decoding.ChildEndedException.Cause;

/**
 * Looks at a child again and again while it reads one video, and ends it where it costs too much,
 * says nothing, or the thread that waits for it is interrupted.
 */
final class Watch {
  private static final double NANOS = 1e9;
  private static final double MINUTE = 60;
  private static final String RESIDENT = "VmRSS:";
  private static final int KIBI = 1024;

  private final Process process;
  private final DecodingLimits limits;
  private final Thread waiting;
  private final double cpuBefore;
  private volatile double second;
  private volatile long heard = System.nanoTime();
  private volatile boolean listening = true;
  private volatile Optional<ChildEndedException> breach = Optional.empty();

  /**
   * @param waiting whose interruption ends the child
   */
  Watch(Process process, DecodingLimits limits, Thread waiting) {
    this.process = process;
    this.limits = limits;
    this.waiting = waiting;
    this.cpuBefore = cpuSeconds();
  }

  /** The child said something that is worked on now: it has to wait, and is not to be blamed. */
  void heard() {
    listening = false;
  }

  /** The child may speak again. */
  void listen() {
    heard = System.nanoTime();
    listening = true;
  }

  /** The video has been read up to this second. */
  void reached(double newSecond) {
    second = Math.max(second, newSecond);
  }

  /** Why it ended the child; empty where it did not. */
  Optional<ChildEndedException> breach() {
    return breach;
  }

  void look() {
    if (breach.isPresent()) {
      return;
    }
    breach = found();
    if (breach.isPresent() || waiting.isInterrupted()) {
      process.destroyForcibly();
    }
  }

  private Optional<ChildEndedException> found() {
    long resident = resident(process).orElse(0);
    if (resident > limits.memory()) {
      return breach(
          Cause.STATE,
          "Reading it took %d bytes of memory, expected at most %d (ingest.decoder-memory)"
              .formatted(resident, limits.memory()));
    }
    double cpu = cpuSeconds() - cpuBefore;
    double most = limits.leastCpu() + limits.cpuPerMinute() * second / MINUTE;
    if (cpu > most) {
      return breach(
          Cause.COST,
          "Reading it took %.0f processor seconds, expected at most %.0f (ingest.decoder-cpu)"
              .formatted(cpu, most));
    }
    double silent = listening ? (System.nanoTime() - heard) / NANOS : 0;
    if (silent > limits.silence().toNanos() / NANOS) {
      return breach(
          Cause.COST,
          "Reading it came to a stand for more than %s s (ingest.decoder-silence)"
              .formatted(limits.silence().toMillis() / 1000.0));
    }
    return Optional.empty();
  }

  private Optional<ChildEndedException> breach(Cause cause, String what) {
    return Optional.of(
        new ChildEndedException(cause, "%s, up to second %.0f.".formatted(what, second)));
  }

  private double cpuSeconds() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / NANOS;
  }

  /** Bytes a process has in memory; empty where this machine does not say it. */
  static OptionalLong resident(Process process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // It has ended, or there is no /proc.
    }
  }
}
