package org.genhowto.launcher.generate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the images go: the first one to a file, further ones beside it with a number.
 *
 * @param lines is told each file once it is written
 */
record Output(Path file, PrintWriter lines) {

  /** Fails before the work where its end could not be written. */
  void require() {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "--out is the folder %s, expected a file such as out.png".formatted(file));
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "--out is %s, expected a file in a folder that is there".formatted(file));
    }
  }

  void write(int number, byte[] png) throws IOException {
    Path target = number == 0 ? file : numbered(number);
    Files.write(target, png);
    lines.println(target);
    lines.flush();
  }

  private Path numbered(int number) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String extension = dot > 0 ? name.substring(dot) : "";
    return file.resolveSibling(stem + "-" + number + extension);
  }
}
