package org.genhowto.runtime.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are either there as a whole or as they were before. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes a file in place of an earlier one. */
  public static Path write(Path file, byte[] bytes) throws IOException {
    Path growing = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(growing, bytes);
    return reveal(growing, file);
  }

  /** Gives a written file its name, in place of an earlier one. */
  public static Path reveal(Path growing, Path file) throws IOException {
    return Files.move(
        growing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
