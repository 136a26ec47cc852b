package org.genhowto.launcher.training;

import com.fasterxml.jackson.core.type.TypeReference;
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
import java.util.stream.Stream;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a training was started with, kept beside its state: a training that goes on with other data
 * or other options would be neither of the two.
 */
public final class TrainingRecord {
  private static final String FILE = "training.json";

  private TrainingRecord() {}

  /** Where the state of a training lies: where the user says, or beside what it makes. */
  public static Path folder(@Nullable Path work, Path out) {
    return work == null ? out.resolveSibling(out.getFileName() + "-training") : work;
  }

  /**
   * Writes the options of a new training, or checks that they are those of the one in the folder.
   *
   * @param out where a new training must find nothing
   * @throws IllegalArgumentException naming each option that differs
   */
  public static void keep(Path work, Path out, Map<String, String> options) throws IOException {
    Path file = work.resolve(FILE);
    if (!Files.exists(file)) {
      requireEmpty(out);
      Json.INDENTED.writeValue(file.toFile(), new TreeMap<>(options));
      return;
    }
    Map<String, String> before = Json.INDENTED.readValue(file.toFile(), new TypeReference<>() {});
    Set<String> names = new LinkedHashSet<>(options.keySet());
    names.addAll(before.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      if (!Objects.equals(options.get(name), before.get(name))) {
        differences.add(
            "%s %s, not %s"
                .formatted(
                    name,
                    before.getOrDefault(name, "unsaid"),
                    options.getOrDefault(name, "unsaid")));
      }
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds a training with %s; give it the same options, or --work another folder"
              .formatted(work, String.join(", ", differences)));
    }
  }

  private static void requireEmpty(Path out) throws IOException {
    if (Files.isDirectory(out)) {
      try (Stream<Path> files = Files.list(out)) {
        if (files.findAny().isPresent()) {
          throw new IllegalArgumentException(
              "--out %s is not empty, expected a new folder for a new training".formatted(out));
        }
      }
    }
  }

  /** Names and sizes of files, short enough to be kept. */
  public static String files(List<Path> files) throws IOException {
    long bytes = 0;
    int names = 1;
    for (Path file : files) {
      bytes += Files.size(file);
      names = 31 * names + String.valueOf(file.getFileName()).hashCode();
    }
    return "%d files, %d bytes, names %08x".formatted(files.size(), bytes, names);
  }
}
