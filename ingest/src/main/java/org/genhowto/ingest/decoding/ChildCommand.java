package org.genhowto.ingest.decoding;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;

/**
 * How a child is started: the same Java and the same jars, a small heap, nothing of the worker's
 * environment but the language of file names.
 *
 * @param heap bytes of its heap
 * @param mainClass what it runs
 */
record ChildCommand(Confinement confinement, long heap, String mainClass) {
  private static final Pattern PASSED_ON = Pattern.compile("LANG|LC_[A-Z]+|LD_LIBRARY_PATH");

  /** Beside the pictures, which come and go. */
  private static final long LEAST_HEAP = 64L << 20;

  /** A picture, and the same turned. */
  private static final int BYTES_PER_PIXEL = 7;

  private static final List<String> OPTIONS =
      List.of(
          "-Xms16m",
          "-Xmn12m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // What fails says so on standard error, and leaves no file behind.
          "-XX:+DisplayVMOutputToStderr",
          "-XX:+ErrorFileToStderr",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          "-Xlog:disable",
          "-Djava.awt.headless=true",
          // Memory has a limit of its own: the library's would count what belongs to nobody.
          "-Dorg.bytedeco.javacpp.maxBytes=0",
          "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

  /** Heap for pictures of so many pixels. */
  static long heapFor(long pixels, long memory) {
    return Math.min(LEAST_HEAP + BYTES_PER_PIXEL * pixels, Math.max(LEAST_HEAP, memory / 2));
  }

  Process start() throws IOException {
    List<String> words = new ArrayList<>(confinement.withoutNetwork());
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(OPTIONS);
    words.add("-Xmx" + (heap >> 20) + "m");
    // Unpacked once for both: the child may not know its user's home.
    words.add("-Dorg.bytedeco.javacpp.cachedir=" + Loader.getCacheDir());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(given -> given.startsWith("-XX:SharedArchiveFile="))
        .forEach(words::add);
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(mainClass);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(new File(File.separator));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !PASSED_ON.matcher(name).matches());
    environment.put("MALLOC_ARENA_MAX", "2"); // More of them keep freed memory from one another.
    return builder.start();
  }
}
