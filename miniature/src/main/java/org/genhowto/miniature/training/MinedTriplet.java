package org.genhowto.miniature.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;

/**
 * Three moments that the localizer chose in a video.
 *
 * @param confidence geometric mean of their scores
 * @param margin product of their scores less that of the best elsewhere in the video
 * @param votes of the localizer's runs
 */
record MinedTriplet(
    Category category,
    long seed,
    int initial,
    int action,
    int finalState,
    double confidence,
    double margin,
    int votes) {

  static void write(Path file, List<MinedTriplet> picks) throws IOException {
    Files.write(file, picks.stream().map(MinedTriplet::row).toList());
  }

  static List<MinedTriplet> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(MinedTriplet::of).toList();
  }

  /** The triplet's id: video and seconds. */
  String tripletId() {
    return VideoScript.id(category, seed) + "-" + initial + "-" + action + "-" + finalState;
  }

  private String row() {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%d,%.6f,%.6f,%d",
        category.word(),
        seed,
        initial,
        action,
        finalState,
        confidence,
        margin,
        votes);
  }

  private static MinedTriplet of(String row) {
    String[] parts = row.split(",", -1);
    return new MinedTriplet(
        Category.named(parts[0]),
        Long.parseLong(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        Integer.parseInt(parts[4]),
        Double.parseDouble(parts[5]),
        Double.parseDouble(parts[6]),
        Integer.parseInt(parts[7]));
  }
}
