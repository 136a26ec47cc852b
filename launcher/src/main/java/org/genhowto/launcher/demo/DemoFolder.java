package org.genhowto.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.genhowto.runtime.blob.Folders;

/** The folder a demo writes to. */
public final class DemoFolder {
  /** Marks a folder as one that a demo may empty. */
  private static final String MARK = ".genhowto-demo";

  private DemoFolder() {}

  /** Makes the folder, or empties it where an earlier demo made it; anything else is left alone. */
  public static void prepare(Path folder) throws IOException {
    if (Files.exists(folder)) {
      boolean empty;
      try (Stream<Path> entries = Files.list(folder)) {
        empty = entries.findAny().isEmpty();
      }
      if (!empty && !Files.exists(folder.resolve(MARK))) {
        throw new IllegalArgumentException(
            folder + " holds files that no demo wrote; give --out another folder");
      }
      Folders.delete(folder);
    }
    Files.createDirectories(folder);
    Files.createFile(folder.resolve(MARK));
  }
}
