package org.genhowto.launcher.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.runtime.json.Json;

/** Reports as files. */
final class JsonFile {

  private JsonFile() {}

  /** Writes a report, in a folder that is made where it is missing, and says so. */
  static void write(Path file, Object report, PrintWriter told) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Json.INDENTED.writeValue(absolute.toFile(), report);
    told.println("written to " + file);
    told.flush();
  }
}
