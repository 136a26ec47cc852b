package org.genhowto.runtime.blob;

import java.io.IOException;
import java.nio.file.Path;
import org.genhowto.schemas.BlobRef;

/**
 * Immutable bytes under the SHA-256 of their content. Putting the same bytes twice stores them
 * once.
 */
public interface BlobStore extends AutoCloseable {

  /** Stores bytes; they are durable when this returns. */
  BlobRef put(byte[] bytes, String mediaType) throws IOException;

  /** Stores a file's bytes; they are durable when this returns. */
  BlobRef put(Path file, String mediaType) throws IOException;

  /**
   * All bytes of a blob, checked against its hash.
   *
   * @throws UnusableBlobException the store has none or another
   * @throws IOException the store fails, whatever is asked of it
   */
  byte[] read(BlobRef blob) throws IOException;

  /** A part of a blob, not checked against its hash; errors are those of a whole one. */
  byte[] read(BlobRef blob, long offset, int length) throws IOException;

  /** Whether the store holds the blob. */
  boolean contains(BlobRef blob) throws IOException;

  @Override
  void close();
}
