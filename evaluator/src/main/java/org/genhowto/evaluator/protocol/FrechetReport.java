package org.genhowto.evaluator.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.genhowto.evaluator.features.ClipFeatures;
import org.genhowto.evaluator.features.ImageFeatures;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.genhowto.runtime.progress.Counter;

/**
 * Distances of two folders of images.
 *
 * @param fid see {@link FrechetDistance}
 * @param kid see {@link KernelDistance}
 * @param first number of images in the first folder
 * @param second number of images in the second
 * @param features names network, weights and input
 */
public record FrechetReport(double fid, double kid, int first, int second, String features) {
  private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg");
  private static final int LEAST = 2;

  /**
   * Measures the PNG and JPEG files that lie directly in two folders.
   *
   * @throws IllegalArgumentException a folder holds fewer than 2, or one that cannot be read
   */
  public static FrechetReport of(Path first, Path second, ImageFeatures features, Counter counter) {
    List<Path> one = images(first);
    List<Path> other = images(second);
    int total = one.size() + other.size();
    float[][] rows1 = rows(one, features, done -> counter.counted(done, total));
    float[][] rows2 = rows(other, features, done -> counter.counted(one.size() + done, total));
    return new FrechetReport(
        FrechetDistance.between(rows1, rows2),
        KernelDistance.between(rows1, rows2),
        one.size(),
        other.size(),
        features.version());
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "FID %.6f  KID %.6f  N %d and %d  (%s)%n"
            + "The FID is biased upwards by about c/N: compare it only at equal N. KID: all pairs,"
            + " unbiased.%n",
        fid,
        kid,
        first,
        second,
        features);
  }

  private static List<Path> images(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("There is no folder at " + folder + ".");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> images = files.filter(FrechetReport::isImage).sorted().toList();
      if (images.size() < LEAST) {
        throw new IllegalArgumentException(
            "%s holds %d images (%s), expected at least %d"
                .formatted(folder, images.size(), EXTENSIONS, LEAST));
      }
      return images;
    } catch (IOException e) {
      throw new IllegalArgumentException(folder + " cannot be listed", e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension) && Files.isRegularFile(file);
  }

  private static float[][] rows(List<Path> files, ImageFeatures features, IntConsumer done) {
    float[][] rows = new float[files.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(files.get(i), features);
      done.accept(i + 1);
    }
    return rows;
  }

  private static float[] row(Path file, ImageFeatures features) {
    try {
      return features.vector(ClipFeatures.decoded(Files.readAllBytes(file))).values();
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " is no image: " + e.getMessage(), e);
    }
  }
}
