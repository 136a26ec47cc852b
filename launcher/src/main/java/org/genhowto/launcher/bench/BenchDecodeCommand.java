package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.genhowto.ingest.video.FrameSampler;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.metrics.PeakMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the frames of videos cost, beside the ffmpeg command line where it is installed. */
@Command(
    name = "decode",
    description = {
      "Takes one frame a second of the videos in a folder, as many videos at once as there are",
      "processors, and says what it cost: CPU seconds, time, and the most memory this process had.",
      "Where the ffmpeg command line is installed, it does the same, one video after the other."
    })
public final class BenchDecodeCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;
  private static final double KILO = 1e3;
  private static final Pattern COST =
      Pattern.compile("utime=([0-9.]+)s stime=([0-9.]+)s rtime=([0-9.]+)s");
  private static final Pattern MEMORY = Pattern.compile("maxrss=([0-9]+)");

  @Option(names = "--videos", required = true, description = "Folder of video files.")
  private Path videos;

  @Option(
      names = "--at-once",
      defaultValue = "0",
      description = "Videos that are decoded at once; 0 for as many as there are processors.")
  private int atOnce;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchDecodeCommand() {}

  private record Cost(double cpu, double wall, double megabytes) {
    Cost plus(Cost other) {
      return new Cost(cpu + other.cpu, wall + other.wall, Math.max(megabytes, other.megabytes));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> files;
    try (Stream<Path> found = Files.list(videos)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    int threads = atOnce > 0 ? atOnce : Runtime.getRuntime().availableProcessors();
    Cost own = own(files, threads, out);
    print(out, "this project, %d at once".formatted(threads), own);
    Optional<Cost> reference = reference(files);
    if (reference.isEmpty()) {
      out.println("ffmpeg: not installed");
    } else {
      print(out, "ffmpeg, one after the other", reference.get());
      out.printf(
          Locale.ROOT, "ratio: %.2f of ffmpeg's CPU time%n", own.cpu() / reference.get().cpu());
    }
    out.flush();
    return 0;
  }

  private static Cost own(List<Path> files, int threads, PrintWriter out)
      throws IOException, InterruptedException, ExecutionException {
    FrameSampler sampler = new FrameSampler(FrameSampling.DEFAULT);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long cpu = cpu();
    long wall = System.nanoTime();
    try {
      List<Future<String>> said = new ArrayList<>();
      for (Path file : files) {
        said.add(pool.submit(() -> sample(sampler, file)));
      }
      for (Future<String> line : said) {
        out.println(line.get());
      }
    } finally {
      pool.shutdownNow();
    }
    return new Cost(
        (cpu() - cpu) / NANOS,
        (System.nanoTime() - wall) / NANOS,
        PeakMemory.bytes().orElse(0) / MEGA);
  }

  private static String sample(FrameSampler sampler, Path file)
      throws IOException, InterruptedException {
    try {
      int frames = sampler.sample(file, frame -> {}).frames();
      return "%s: %d frames".formatted(file.getFileName(), frames);
    } catch (UnusableVideoException e) {
      return "%s: %s".formatted(file.getFileName(), e.getMessage());
    }
  }

  /** The same by ffmpeg, with one thread; empty where it is not installed. */
  private static Optional<Cost> reference(List<Path> files)
      throws IOException, InterruptedException {
    Cost sum = new Cost(0, 0, 0);
    for (Path file : files) {
      Process process;
      try {
        process =
            new ProcessBuilder(
                    List.of(
                        "ffmpeg",
                        "-nostdin",
                        "-hide_banner",
                        "-benchmark",
                        "-threads",
                        "1",
                        "-i",
                        file.toString(),
                        "-an",
                        "-vf",
                        "bwdif=deint=interlaced,fps=1",
                        "-c:v",
                        "mjpeg",
                        "-q:v",
                        "2",
                        "-f",
                        "null",
                        "-"))
                .redirectErrorStream(true)
                .start();
      } catch (IOException e) { // There is no such program.
        return Optional.empty();
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      Matcher cost = COST.matcher(said);
      Matcher memory = MEMORY.matcher(said);
      if (cost.find() && memory.find()) {
        sum =
            sum.plus(
                new Cost(
                    Double.parseDouble(cost.group(1)) + Double.parseDouble(cost.group(2)),
                    Double.parseDouble(cost.group(3)),
                    Double.parseDouble(memory.group(1)) / KILO));
      }
    }
    return Optional.of(sum);
  }

  private static void print(PrintWriter out, String who, Cost cost) {
    out.printf(
        Locale.ROOT,
        "%s: %.2f CPU s, %.2f s, at most %.0f MB%n",
        who,
        cost.cpu(),
        cost.wall(),
        cost.megabytes());
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
