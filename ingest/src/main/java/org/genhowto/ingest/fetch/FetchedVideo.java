package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A video file on this machine, and the SHA-256 of its bytes.
 *
 * @param temporary whether the file is a copy that goes away on close
 */
public record FetchedVideo(Path file, long length, String sha256, boolean temporary)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }
}
