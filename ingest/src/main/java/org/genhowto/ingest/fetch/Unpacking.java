package org.genhowto.ingest.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Undoes the encodings that servers put around a file, although nobody asked for them. */
final class Unpacking {
  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
  private static final Set<String> DEFLATE = Set.of("deflate", "x-deflate");
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final int BUFFER = 1 << 16;

  /** Each is a copy of the file: more than these are a joke. */
  private static final int MOST = 3;

  private Unpacking() {}

  /** Whether they are known here. */
  static boolean knows(List<String> encodings) {
    return encodings.size() <= MOST
        && encodings.stream().allMatch(name -> GZIP.contains(name) || DEFLATE.contains(name));
  }

  /**
   * Undoes known encodings in place.
   *
   * @throws TooLargeException more bytes come out than a video may have
   * @throws IOException it is not what its encoding says
   */
  static void undo(List<String> encodings, Path file, long maxBytes) throws IOException {
    for (String encoding : encodings) {
      undo(encoding, file, maxBytes);
    }
  }

  private static void undo(String encoding, Path file, long maxBytes) throws IOException {
    Path plain = file.resolveSibling("plain");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        InputStream decoded = GZIP.contains(encoding) ? ungzip(in) : inflate(in)) {
      Copying.copy(decoded, plain, maxBytes);
    }
    move(plain, file);
  }

  /** Some servers say gzip of what they send as it is. */
  private static InputStream ungzip(InputStream in) throws IOException {
    int[] head = peek(in);
    return head[0] == GZIP_FIRST && head[1] == GZIP_SECOND ? new GZIPInputStream(in, BUFFER) : in;
  }

  /** With the frame that the standard wants, or without, as some servers have it. */
  private static InputStream inflate(InputStream in) throws IOException {
    int[] head = peek(in);
    boolean framed = (head[0] & 0x0f) == 8 && (head[0] * 256 + head[1]) % 31 == 0;
    return inflate(in, new Inflater(!framed));
  }

  /** Closing it gives the inflater's memory back, which is none of Java's. */
  static InputStream inflate(InputStream in, Inflater inflater) {
    return new InflaterInputStream(in, inflater, BUFFER) {
      @Override
      public void close() throws IOException {
        try {
          super.close();
        } finally {
          inf.end();
        }
      }
    };
  }

  private static int[] peek(InputStream in) throws IOException {
    in.mark(2);
    int[] head = {in.read(), in.read()};
    in.reset();
    return head;
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw StorageException.of(e);
    }
  }
}
