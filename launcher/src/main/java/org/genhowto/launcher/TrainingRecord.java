package org.genhowto.launcher;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a training was started with, kept beside its state: a training that goes on with other data
 * or other options would be neither of the two.
 */
final class TrainingRecord {
  private static final String FILE = "training.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private TrainingRecord() {}

  /**
   * Writes the options of a new training, or checks that they are those of the one in the folder.
   *
   * @throws IllegalArgumentException naming each option that differs
   */
  static void keep(Path work, Map<String, String> options) throws IOException {
    Path file = work.resolve(FILE);
    if (!Files.exists(file)) {
      JSON.writeValue(file.toFile(), new TreeMap<>(options));
      return;
    }
    Map<String, String> before = JSON.readValue(file.toFile(), new TypeReference<>() {});
    Set<String> names = new LinkedHashSet<>(options.keySet());
    names.addAll(before.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      if (!Objects.equals(options.get(name), before.get(name))) {
        differences.add(
            "%s %s, not %s".formatted(name, before.get(name), options.get(name)));
      }
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds a training with %s; give it the same options, or --work another folder"
              .formatted(work, String.join(", ", differences)));
    }
  }

  /** Names and sizes of files, short enough to be kept. */
  static String files(List<Path> files) throws IOException {
    long bytes = 0;
    int names = 1;
    for (Path file : files) {
      bytes += Files.size(file);
      names = 31 * names + String.valueOf(file.getFileName()).hashCode();
    }
    return "%d files, %d bytes, names %08x".formatted(files.size(), bytes, names);
  }
}
