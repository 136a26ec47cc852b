package org.genhowto.miniature.registration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.genhowto.runtime.blob.Sha256;

/** The source files that say what the world is, how its models are trained, what is measured. */
public final class WorldSources {
  private static final List<String> FOLDERS =
      List.of(
          "miniature/src/main/java/org/genhowto/miniature/world",
          "miniature/src/main/java/org/genhowto/miniature/drawing",
          "miniature/src/main/java/org/genhowto/miniature/stock",
          "miniature/src/main/java/org/genhowto/miniature/video",
          "miniature/src/main/java/org/genhowto/miniature/judge",
          "miniature/src/main/resources/org/genhowto/miniature/judge",
          "miniature/src/main/java/org/genhowto/miniature/training",
          "miniature/src/main/java/org/genhowto/miniature/evaluation",
          "generator/src/main/java/org/genhowto/generator/training",
          "evaluator/src/main/java/org/genhowto/evaluator/protocol",
          "evaluator/src/main/java/org/genhowto/evaluator/statistics");

  private WorldSources() {}

  /**
   * SHA-256 of each file, by its path from the root.
   *
   * @param root of a checkout of the repository
   * @throws IllegalArgumentException where it is none
   */
  public static SortedMap<String, String> of(Path root) throws IOException {
    var hashes = new TreeMap<String, String>();
    for (var name : FOLDERS) {
      var folder = root.resolve(name);
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(
            "%s has no %s, expected a checkout of the repository"
                .formatted(root.toAbsolutePath(), name));
      }
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          hashes.put(root.relativize(file).toString().replace('\\', '/'), Sha256.of(file));
        }
      }
    }
    return hashes;
  }
}
