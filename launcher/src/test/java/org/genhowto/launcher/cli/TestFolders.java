package org.genhowto.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What tests do with folders. */
final class TestFolders {
  private TestFolders() {}

  /** Copies all below a folder to another, over what is there. */
  static void copy(Path source, Path target) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(source)) {
      paths = walk.toList();
    }
    for (Path path : paths) {
      Path copy = target.resolve(source.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(copy);
      } else {
        Files.deleteIfExists(copy);
        Files.copy(path, copy);
      }
    }
  }
}
