package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A video file on this machine, and the SHA-256 of its bytes.
 *
 * @param workplace what a copy is in, and goes away with on close; null where the file is no copy
 */
public record FetchedVideo(Path file, long length, String sha256, @Nullable Workplace workplace)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    if (workplace != null) {
      workplace.close();
    }
  }
}
