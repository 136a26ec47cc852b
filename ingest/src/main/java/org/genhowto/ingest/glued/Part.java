package org.genhowto.ingest.glued;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One of the files that stand in a file one behind the other.
 *
 * @param from its first byte
 * @param to the byte behind its last
 */
public record Part(Path file, long from, long to) {
  public long length() {
    return to - from;
  }

  /** As the FFmpeg library opens it. The prefix keeps a file name from being taken for another. */
  public String address() throws IOException {
    String whole = "file:" + file.toAbsolutePath();
    return from == 0 && to == Files.size(file)
        ? whole
        : "subfile,,start,%d,end,%d,,:%s".formatted(from, to, whole);
  }
}
