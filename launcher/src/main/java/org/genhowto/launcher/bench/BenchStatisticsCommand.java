package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.genhowto.evaluator.files.FeatureFile;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.genhowto.evaluator.statistics.LogisticRegression;
import org.genhowto.evaluator.statistics.Moments;
import org.genhowto.networks.torch.Torch;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the numbers of an evaluation cost. */
@Command(
    name = "statistics",
    description = {
      "Times the Frechet and kernel distance of two sets of random features, one row more in the",
      "moments behind live distances, and a fit of the downstream classifier: CPU time of one",
      "thread, the cheapest of some rounds. With --python the Frechet distance also by scipy's",
      "matrix square root, as pytorch-fid takes it, from the same rows."
    })
public final class BenchStatisticsCommand implements Callable<Integer> {
  private static final int CLASSES = 10;
  private static final double C = 1e-4; // of the published grid, the one with most iterations
  private static final int ITERATIONS = 250;
  private static final double NANOS = 1e9;

  @Option(names = "--rows", defaultValue = "512", description = "Rows a set (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--dimensions",
      defaultValue = "768",
      description = "Numbers in a row (${DEFAULT-VALUE}).")
  private int dimensions;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--python", description = "A Python with numpy and scipy.")
  private @Nullable Path python;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchStatisticsCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rows <= CLASSES || dimensions < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "%d rows of %d numbers, %d rounds; expected more than %d rows, and at least 1 else"
              .formatted(rows, dimensions, rounds, CLASSES));
    }
    Torch.threads(1);
    float[][] x = random(1);
    float[][] y = random(2);
    say("%d and %d rows of %d numbers, one thread%n", rows, rows, dimensions);
    double[] value = new double[1];
    double frechet = seconds(() -> value[0] = FrechetDistance.between(x, y));
    say("Frechet distance: %.3f CPU s, %.9f%n", frechet, value[0]);
    if (python != null) {
      Map<?, ?> scipy = scipy(python, x, y);
      double reference = ((Number) scipy.get("seconds")).doubleValue();
      say("scipy %s: %.3f CPU s, %s%n", scipy.get("scipy"), reference, scipy.get("value"));
      say("ratio: %.4f of scipy's CPU time%n", frechet / reference);
    }
    double kernel = seconds(() -> value[0] = KernelDistance.between(x, y));
    say("kernel distance, all pairs: %.3f CPU s, %.9f%n", kernel, value[0]);
    double moments = seconds(() -> Moments.of(x).mean());
    say("moments: %.4f CPU ms a row, %.0f rows a CPU s%n", moments * 1e3 / rows, rows / moments);
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % CLASSES;
    }
    double fit = seconds(() -> LogisticRegression.fit(x, labels, CLASSES, C, ITERATIONS));
    say("classifier of %d classes, C %s: %.3f CPU s%n", CLASSES, C, fit);
    return 0;
  }

  private double seconds(Runnable work) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int round = 0; round <= rounds; round++) { // the first round warms up
      long before = thread.getCurrentThreadCpuTime();
      work.run();
      double taken = (thread.getCurrentThreadCpuTime() - before) / NANOS;
      least = round == 0 ? least : Math.min(least, taken);
    }
    return least;
  }

  private float[][] random(long seed) {
    Random random = new Random(seed);
    float[][] matrix = new float[rows][dimensions];
    for (float[] row : matrix) {
      for (int i = 0; i < dimensions; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  private static Map<?, ?> scipy(Path python, float[][] x, float[][] y)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("genhowto-bench-");
    Path script = folder.resolve("bench.py");
    Path first = folder.resolve("x.npy");
    Path second = folder.resolve("y.npy");
    try (InputStream in = BenchStatisticsCommand.class.getResourceAsStream("bench-statistics.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
      FeatureFile.write(first, new Features(x));
      FeatureFile.write(second, new Features(y));
      Process process =
          new ProcessBuilder(
                  python.toString(), script.toString(), first.toString(), second.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(python + " ended with " + process.exitValue());
      }
      return Json.PLAIN.readValue(said, Map.class);
    } finally {
      for (Path file : new Path[] {script, first, second, folder}) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void say(String format, Object... arguments) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.printf(Locale.ROOT, format, arguments);
    writer.flush();
  }
}
