package org.genhowto.ingest.decoding;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What this machine offers to shut a process in. It is found out by trying, as containers have some
 * of the commands, and forbid what others do.
 *
 * @param withoutNetwork a command in front of another that takes the network from it; empty where
 *     there is none
 * @param limits whether there is a command that sets limits of a process
 */
record Confinement(List<String> withoutNetwork, boolean limits) {
  private static final long PATIENCE_SECONDS = 10;
  private static final String LIMITS = "prlimit";

  /** Open files of a process beside the libraries of its class path: the video, pipes. */
  private static final int FILES = 256;

  private static final List<List<String>> NETWORKS =
      List.of(
          List.of("unshare", "--user", "--map-current-user", "--net", "--"),
          List.of("unshare", "--user", "--map-root-user", "--net", "--"),
          List.of("unshare", "--net", "--"));

  static Confinement ofThisMachine() throws InterruptedException {
    List<String> withoutNetwork = List.of();
    for (List<String> command : NETWORKS) {
      if (withoutNetwork.isEmpty() && succeeds(with(command, "true"))) {
        withoutNetwork = command;
      }
    }
    return new Confinement(withoutNetwork, succeeds(List.of(LIMITS, "--core")));
  }

  /**
   * Lets a process that has loaded its libraries write no file, and have no more memory of its own
   * than so many bytes: what asks for more gets none.
   */
  void limit(Process process, long memory) throws InterruptedException {
    if (limits) {
      succeeds(
          List.of(
              LIMITS,
              "--pid=" + process.pid(),
              "--fsize=0",
              "--core=0",
              "--nofile=" + (FILES + libraries()),
              "--data=" + memory));
    }
  }

  /** Each may be open, and classes that lie in folders are opened as late as they are used. */
  private static int libraries() {
    return System.getProperty("java.class.path").split(File.pathSeparator, -1).length;
  }

  private static List<String> with(List<String> command, String argument) {
    List<String> words = new ArrayList<>(command);
    words.add(argument);
    return words;
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) { // There is no such program.
      return false;
    }
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
