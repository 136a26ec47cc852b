package org.genhowto.launcher.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.genhowto.miniature.training.Stage;

/**
 * Runs stages of the miniature's training, each in a process of its own with one computing thread,
 * as many at once as are wanted: small networks gain nothing from more threads, and one thread adds
 * numbers in one order. A stage begins as soon as what it needs is done. A process that the system
 * ended begins again from its state.
 */
public final class StageProcesses {
  private static final int STARTS = 4;

  /** Exit statuses from here on say that a signal ended the process. */
  private static final int SIGNAL = 128;

  private final Path work;
  private final List<String> options;
  private final int parallel;
  private final String mainClass;
  private final PrintWriter out;

  /**
   * @param options of the training as a command line has them, the work folder among them
   * @param parallel most processes at once
   * @param mainClass what each process runs, with {@code miniature stage} as its command
   */
  public StageProcesses(
      Path work, List<String> options, int parallel, String mainClass, PrintWriter out) {
    if (parallel < 1) {
      throw new IllegalArgumentException(
          "--parallel is %d, expected 1 or more".formatted(parallel));
    }
    this.work = work;
    this.options = List.copyOf(options);
    this.parallel = parallel;
    this.mainClass = mainClass;
    this.out = out;
  }

  private record Running(Process process, int start) {}

  /**
   * Runs the stages that are not done.
   *
   * @throws IOException naming the stage that failed; those that ran beside it are ended, and go on
   *     from their states another time
   */
  public void run(Set<Stage> stages) throws IOException, InterruptedException {
    Set<Stage> waiting = EnumSet.copyOf(stages);
    waiting.removeIf(stage -> stage.done(work));
    stages.stream().filter(stage -> !waiting.contains(stage)).forEach(this::sayDone);
    Map<Stage, Running> running = new EnumMap<>(Stage.class);
    try {
      while (!waiting.isEmpty() || !running.isEmpty()) {
        start(waiting, running);
        waitForOne(running);
        collect(running);
      }
    } finally {
      running.values().forEach(child -> child.process().destroy());
    }
  }

  private void sayDone(Stage stage) {
    out.println(stage.word() + ": is done");
    out.flush();
  }

  private void start(Set<Stage> waiting, Map<Stage, Running> running) throws IOException {
    for (Stage stage : EnumSet.copyOf(waiting)) {
      if (running.size() < parallel && stage.needs().stream().allMatch(n -> n.done(work))) {
        waiting.remove(stage);
        running.put(stage, new Running(process(stage), 1));
      }
    }
    if (running.isEmpty()) {
      Stage stuck = waiting.iterator().next();
      throw new IllegalArgumentException(
          "The stage %s needs %s; ask for them as well, or for none to run all."
              .formatted(stuck.word(), stuck.needs().stream().map(Stage::word).toList()));
    }
  }

  private static void waitForOne(Map<Stage, Running> running) throws InterruptedException {
    CompletableFuture<?>[] ends =
        running.values().stream()
            .map(child -> child.process().onExit())
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.anyOf(ends).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A process cannot be waited for.", e);
    }
  }

  private void collect(Map<Stage, Running> running) throws IOException {
    for (Map.Entry<Stage, Running> entry : Map.copyOf(running).entrySet()) {
      Running child = entry.getValue();
      if (child.process().isAlive()) {
        continue;
      }
      Stage stage = entry.getKey();
      int status = child.process().exitValue();
      running.remove(stage);
      if (status >= SIGNAL && child.start() < STARTS) {
        out.printf("%s: ended with status %d, goes on from its state%n", stage.word(), status);
        out.flush();
        running.put(stage, new Running(process(stage), child.start() + 1));
      } else if (status != 0) {
        throw new IOException(
            "The stage %s ended with status %d; its last lines say why."
                .formatted(stage.word(), status));
      }
    }
  }

  /** This program again, with its own options, for one stage. */
  private Process process(Stage stage) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-XX:+UseSerialGC", "-Dai.djl.pytorch.num_threads=1"));
    command.removeIf(option -> option.equals("-XX:+UseParallelGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(mainClass);
    command.addAll(List.of("miniature", "stage", stage.word()));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // Nobody else ends it where this process is ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }
}
