package org.genhowto.miniature.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.genhowto.runtime.blob.Sha256;

/**
 * The models of a work folder.
 *
 * @param sha256 of every file, by its path in the work folder
 */
record WeightFiles(SortedMap<String, String> sha256) {
  private static final int VERSION_DIGITS = 16;

  static WeightFiles in(Path work) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String part : List.of("models", "baselines")) {
      try (Stream<Path> files = Files.walk(work.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          hashes.put(work.relativize(file).toString(), Sha256.of(file));
        }
      }
    }
    return new WeightFiles(hashes);
  }

  /** Names all files and what is in them. */
  String version() {
    return Sha256.of(sha256.toString()).substring(0, VERSION_DIGITS);
  }

  /** The weights among them. */
  SortedMap<String, String> weights() {
    SortedMap<String, String> weights = new TreeMap<>(sha256);
    weights.keySet().removeIf(file -> !file.endsWith(".safetensors"));
    return weights;
  }
}
