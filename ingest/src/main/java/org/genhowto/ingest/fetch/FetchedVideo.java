package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A video file on this machine, and the SHA-256 of its bytes.
 *
 * @param workplace what the file is in, and goes away with on close
 */
public record FetchedVideo(Path file, long length, String sha256, Workplace workplace)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    workplace.close();
  }
}
