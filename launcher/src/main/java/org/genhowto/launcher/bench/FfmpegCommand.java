package org.genhowto.launcher.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ffmpeg command line, which makes the same pictures with one thread. */
final class FfmpegCommand {
  private static final double KILO = 1e3;
  private static final Pattern COST =
      Pattern.compile("utime=([0-9.]+)s stime=([0-9.]+)s rtime=([0-9.]+)s");
  private static final Pattern MEMORY = Pattern.compile("maxrss=([0-9]+)");

  private FfmpegCommand() {}

  /** What a file cost; empty where the command is not installed, or cannot read the file. */
  static Optional<DecodeCost> cost(Path file) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command(file)).redirectErrorStream(true).start();
    } catch (IOException e) { // There is no such program.
      return Optional.empty();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher cost = COST.matcher(said);
    Matcher memory = MEMORY.matcher(said);
    return cost.find() && memory.find()
        ? Optional.of(
            new DecodeCost(
                Double.parseDouble(cost.group(1)) + Double.parseDouble(cost.group(2)),
                Double.parseDouble(cost.group(3)),
                Double.parseDouble(memory.group(1)) / KILO))
        : Optional.empty();
  }

  private static List<String> command(Path file) {
    return List.of(
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
        "-");
  }
}
