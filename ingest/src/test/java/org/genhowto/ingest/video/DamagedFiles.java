package org.genhowto.ingest.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A process that samples damaged copies of the files in a folder. What ends it, a crash of a
 * library too, is seen by whoever started it.
 */
public final class DamagedFiles {
  private static final FrameSampling SAMPLING =
      new FrameSampling(
          60,
          512,
          0.95,
          1 << 20,
          1,
          FrameSampling.CutVideos.KEEP,
          FrameSampling.Decode.NEEDED,
          FrameSampling.StillVideos.KEEP);

  private DamagedFiles() {}

  /**
   * Prints, for each file, its name and how many copies were read and refused.
   *
   * @param arguments a folder of whole videos, a seed, and copies of each video
   */
  public static void main(String[] arguments) throws Exception {
    Random random = new Random(Long.parseLong(arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    Path damaged = Files.createTempFile("damaged", "");
    for (Path whole : files(Path.of(arguments[0]))) {
      byte[] bytes = Files.readAllBytes(whole);
      int read = 0;
      for (int round = 0; round < rounds; round++) {
        read += isRead(Files.write(damaged, damaged(bytes, random))) ? 1 : 0;
      }
      System.out.printf("%s %d %d%n", whole.getFileName(), read, rounds - read);
    }
    Files.delete(damaged);
  }

  /** The same bytes, a few of them others, or without their end. */
  public static byte[] damaged(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    int changes = 1 + random.nextInt(20);
    // Headers are small and full of meaning: half of the changes go there.
    int reach = random.nextBoolean() ? Math.min(1000, changed.length) : changed.length;
    for (int i = 0; i < changes; i++) {
      changed[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(changed, 1 + random.nextInt(changed.length))
        : changed;
  }

  private static boolean isRead(Path file) throws IOException, InterruptedException {
    try {
      return new FrameSampler(SAMPLING).sample(file, frame -> {}).frames() > 0;
    } catch (UnusableVideoException e) {
      return false;
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
