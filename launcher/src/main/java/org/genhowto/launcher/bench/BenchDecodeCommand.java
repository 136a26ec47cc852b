package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
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
import java.util.stream.Stream;
import org.genhowto.ingest.decoding.Decoding;
import org.genhowto.ingest.decoding.DecodingLimits;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoSampler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the frames of videos cost, beside the ffmpeg command line where it is installed. */
@Command(
    name = "decode",
    description = {
      "Takes one frame a second of the videos in a folder and says what each cost: CPU seconds,",
      "and in all the time and the most memory that decoding had. Where the ffmpeg command line is",
      "installed, it does the same with one thread. With more than one video at once there are no",
      "figures for each."
    })
public final class BenchDecodeCommand implements Callable<Integer> {
  @Option(names = "--videos", required = true, description = "Folder of video files.")
  private Path videos;

  @Option(
      names = "--at-once",
      defaultValue = "1",
      description = "Videos that are decoded at once; 0 for as many as there are processors.")
  private int atOnce;

  @Option(
      names = "--decoder",
      defaultValue = "PROCESS",
      description = "Where they are decoded: ${COMPLETION-CANDIDATES}.")
  private Decoding.Decoder decoder;

  @Option(
      names = "--decode",
      defaultValue = "NEEDED",
      description = "Which frames are decoded: ${COMPLETION-CANDIDATES}.")
  private FrameSampling.Decode decode;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchDecodeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> files;
    try (Stream<Path> found = Files.list(videos)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    try (VideoSampler sampler = new Decoding(decoder, DecodingLimits.DEFAULT).sampler(sampling())) {
      if (atOnce == 1) {
        oneByOne(files, sampler, out);
      } else {
        together(files, sampler, out);
      }
    }
    out.flush();
    return 0;
  }

  private FrameSampling sampling() {
    FrameSampling normal = FrameSampling.DEFAULT;
    return new FrameSampling(
        normal.maxSeconds(),
        normal.shortSide(),
        normal.jpegQuality(),
        normal.maxPixels(),
        normal.decoderThreads(),
        normal.cutVideos(),
        decode,
        normal.stillVideos());
  }

  private static void oneByOne(List<Path> files, VideoSampler sampler, PrintWriter out)
      throws IOException, InterruptedException {
    DecodeCost own = DecodeCost.NONE;
    DecodeCost reference = DecodeCost.NONE;
    List<Double> ratios = new ArrayList<>();
    for (Path file : files) {
      sample(sampler, file); // Code is loaded and compiled, and the file is in memory.
      DecodeCost.Meter meter = DecodeCost.meter();
      String said = sample(sampler, file);
      DecodeCost cost = meter.stop();
      Optional<DecodeCost> ffmpeg = FfmpegCommand.cost(file);
      own = own.plus(cost);
      if (ffmpeg.isEmpty()) {
        out.printf(Locale.ROOT, "%s, %.2f CPU s%n", said, cost.cpu());
        continue;
      }
      reference = reference.plus(ffmpeg.get());
      double ratio = cost.cpu() / ffmpeg.get().cpu();
      ratios.add(ratio);
      out.printf(
          Locale.ROOT,
          "%s, %.2f CPU s, ffmpeg %.2f, ratio %.2f%n",
          said,
          cost.cpu(),
          ffmpeg.get().cpu(),
          ratio);
      out.flush();
    }
    out.println("this project: " + own);
    if (ratios.isEmpty()) {
      out.println("ffmpeg: not installed");
      return;
    }
    out.println("ffmpeg, one thread: " + reference);
    out.printf(
        Locale.ROOT,
        "of ffmpeg's CPU time: %.2f in the mean, %.2f at most, %.2f of all together%n",
        ratios.stream().mapToDouble(ratio -> ratio).average().orElse(0),
        ratios.stream().mapToDouble(ratio -> ratio).max().orElse(0),
        own.cpu() / reference.cpu());
  }

  private void together(List<Path> files, VideoSampler sampler, PrintWriter out)
      throws InterruptedException, ExecutionException {
    int threads = atOnce > 0 ? atOnce : Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    DecodeCost.Meter meter = DecodeCost.meter();
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
    out.println("this project, %d at once: %s".formatted(threads, meter.stop()));
  }

  private static String sample(VideoSampler sampler, Path file)
      throws IOException, InterruptedException {
    try {
      int frames = sampler.sample(file, frame -> {}).frames();
      return "%s: %d frames".formatted(file.getFileName(), frames);
    } catch (UnusableVideoException e) {
      return "%s: %s".formatted(file.getFileName(), e.getMessage());
    }
  }
}
