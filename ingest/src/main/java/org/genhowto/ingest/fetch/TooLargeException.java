package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.schemas.Redaction;

/** A file with more bytes than a video may have. */
final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLargeException(long length, long allowed) {
    super("at least %d bytes, expected at most %d".formatted(length, allowed));
  }

  UnusableVideoException unusable(URI location) {
    return new UnusableVideoException(
        Redaction.uri(location.toString()) + " has " + getMessage() + ".", this);
  }
}
