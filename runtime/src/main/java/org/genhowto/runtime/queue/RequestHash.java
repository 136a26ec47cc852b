package org.genhowto.runtime.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.GenerationRequest;

/** Tells whether two requests ask for the same, however they were written. */
public final class RequestHash {
  private RequestHash() {}

  /** SHA-256 of all fields of a request. */
  public static String of(GenerationRequest request) {
    try {
      return Sha256.of(request.toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException("a request that was read cannot be written", e);
    }
  }
}
