package org.genhowto.dataset.version;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A tar that is read forward from the first block that is asked for. */
final class Blocks implements AutoCloseable {
  /** Opens a tar at a byte. */
  interface Opening {
    InputStream at(long at) throws IOException;
  }

  private final Opening opening;
  private @Nullable InputStream in;
  private long at;

  Blocks(Opening opening) {
    this.opening = opening;
  }

  byte[] read(IndexedSample sample) throws IOException {
    InputStream from = in;
    if (from == null) {
      from = new BufferedInputStream(opening.at(sample.at()), 1 << 16);
      in = from;
      at = sample.at();
    }
    from.skipNBytes(sample.at() - at);
    byte[] block = from.readNBytes(sample.length());
    if (block.length < sample.length()) {
      throw new IOException(
          "sample %s has %d bytes, expected %d by its index"
              .formatted(sample.key(), block.length, sample.length()));
    }
    at = sample.at() + sample.length();
    return block;
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }
}
