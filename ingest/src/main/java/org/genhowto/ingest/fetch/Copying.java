package org.genhowto.ingest.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies into files of our own, and tells apart whether reading failed or writing. */
final class Copying {
  private static final int BUFFER = 1 << 16;

  private Copying() {}

  /**
   * Copies all that comes into a file.
   *
   * @throws TooLargeException more comes than a video may have, whatever was said of its length
   * @throws StorageException it cannot be written
   * @throws IOException it cannot be read, or the thread is interrupted
   */
  static void copy(InputStream in, Path to, long maxBytes) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long length = 0;
    OutputStream out = create(to);
    try (Closeable closing = () -> close(out)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        length += read;
        if (length > maxBytes) {
          throw new TooLargeException(length, maxBytes);
        }
        write(out, buffer, read);
      }
    }
  }

  private static OutputStream create(Path to) throws IOException {
    try {
      return Files.newOutputStream(to);
    } catch (IOException e) {
      throw StorageException.of(e);
    }
  }

  private static void write(OutputStream out, byte[] bytes, int length) throws IOException {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw StorageException.of(e);
    }
  }

  private static void close(OutputStream out) throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw StorageException.of(e);
    }
  }
}
