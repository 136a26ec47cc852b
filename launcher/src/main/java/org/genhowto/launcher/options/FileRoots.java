package org.genhowto.launcher.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Folders that a command names for workers in this very process to read videos from. */
public final class FileRoots {
  private FileRoots() {}

  /**
   * The setting that opens them; none for no folders.
   *
   * @throws IllegalArgumentException one cannot be written into a setting
   */
  public static Map<String, String> setting(List<Path> folders) {
    if (folders.isEmpty()) {
      return Map.of();
    }
    return Map.of(
        "ingest.file-roots",
        folders.stream().map(FileRoots::named).collect(Collectors.joining(",")));
  }

  private static String named(Path folder) {
    String name = folder.toAbsolutePath().normalize().toString();
    if (name.contains(",")) {
      throw new IllegalArgumentException(
          "the folder %s has a comma in its name, expected one without".formatted(name));
    }
    return name;
  }
}
