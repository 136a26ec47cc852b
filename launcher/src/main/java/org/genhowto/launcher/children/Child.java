package org.genhowto.launcher.children;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Java process of this class path that may be started again and again; its log grows. */
public final class Child {
  private static final double TICKS_PER_SECOND = 100;

  /** Fields of /proc/PID/stat behind the name: user and system time. */
  private static final int USER = 11;

  private static final String RESIDENT = "VmRSS:";
  private static final long KILO = 1024;

  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:CompileThresholdScaling=5",
          "-Dgenhowto.home=" + Path.of(System.getProperty("genhowto.home", ".")).toAbsolutePath(),
          "-Dai.djl.offline=true",
          "-Dai.djl.pytorch.num_threads=1",
          "-Djava.awt.headless=true",
          "-cp",
          System.getProperty("java.class.path"));

  /** What makes starts cheap counts for the children too, where this process was given it. */
  private static final List<String> INHERITED =
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(
              given ->
                  given.startsWith("-XX:SharedArchiveFile=")
                      || given.startsWith("-XX:TieredStopAtLevel="))
          .toList();

  private final String name;
  private final List<String> command;
  private final Path logs;
  private final Path log;
  private @Nullable Process process;

  /**
   * @param name of its log, too
   * @param arguments of Java: options, then a main class and what it is given
   */
  public Child(String name, Path logs, List<String> arguments) {
    this.name = name;
    this.command = new ArrayList<>(JAVA);
    this.command.addAll(INHERITED);
    this.command.addAll(arguments);
    this.logs = logs;
    this.log = logs.resolve(name + ".log");
  }

  /** A process that runs Kafka and the registry on these ports. */
  public static Child ofPlatform(Path logs, Path data, int kafkaPort, int registryPort) {
    return new Child(
        "platform",
        logs,
        List.of(
            PlatformMain.class.getName(),
            data.toString(),
            Integer.toString(kafkaPort),
            Integer.toString(registryPort)));
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  public void start() throws IOException {
    note("--- started");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Threads of PyTorch that wait must not spin: the processes share few cores.
    builder.environment().putAll(Map.of("OMP_WAIT_POLICY", "passive", "OMP_NUM_THREADS", "1"));
    process = builder.start();
  }

  public boolean alive() {
    return process != null && process.isAlive();
  }

  /** The process that runs now, which goes on by itself; the next start is another one. */
  public Child handedOver() {
    Child zombie = new Child(name + "-zombie", logs, List.of());
    zombie.process = process;
    process = null;
    return zombie;
  }

  /** Sends a signal such as KILL, TERM, STOP or CONT. */
  public void signal(String signal) throws IOException, InterruptedException {
    Process present = process;
    if (present == null || !present.isAlive()) {
      return;
    }
    note("--- SIG" + signal);
    new ProcessBuilder("kill", "-" + signal, Long.toString(present.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("/dev/null")))
        .start()
        .waitFor();
  }

  /** Waits until it has ended. */
  public boolean ended(Duration patience) throws InterruptedException {
    return process == null || process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends it for good, gently first. */
  public void end(Duration patience) throws IOException, InterruptedException {
    signal("CONT");
    signal("TERM");
    if (!ended(patience)) {
      signal("KILL");
      ended(patience);
    }
  }

  public String exit() {
    return process == null || process.isAlive() ? "runs" : "status " + process.exitValue();
  }

  /** Seconds of processor time it has used since its start; 0 where that is not known. */
  public double cpuSeconds() {
    if (process == null) {
      return 0;
    }
    // Empty where it has ended, or this machine has no /proc.
    return cpuSecondsIn(read(Path.of("/proc", Long.toString(process.pid()), "stat")));
  }

  /** The same for its threads whose names begin so; Linux keeps 15 characters of a name. */
  public double cpuSeconds(String threads) {
    if (process == null) {
      return 0;
    }
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      return tasks
          .filter(task -> read(task.resolve("comm")).startsWith(threads))
          .mapToDouble(task -> cpuSecondsIn(read(task.resolve("stat"))))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // The thread has ended.
    }
  }

  private static double cpuSecondsIn(String stat) {
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS_PER_SECOND;
  }

  /** Megabytes of its memory that are resident now; 0 where that is not known. */
  public long residentMegabytes() {
    if (process == null) {
      return 0;
    }
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KILO)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // It has ended, or this machine has no /proc.
    }
  }

  private void note(String line) throws IOException {
    Files.writeString(
        log,
        line + System.lineSeparator(),
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
