package org.genhowto.runtime.shard;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of one webdataset tar in its order. A sample is a run of entries whose names
 * agree up to the first dot.
 */
public final class ShardReader implements AutoCloseable {
  private final String file;
  private final TarArchiveInputStream tar;
  private @Nullable TarArchiveEntry ahead;

  private ShardReader(String file, TarArchiveInputStream tar) {
    this.file = file;
    this.tar = tar;
  }

  public static ShardReader open(Path file) throws IOException {
    return open(file.toString(), new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  /**
   * Reads a tar from anywhere.
   *
   * @param name what it is called in messages
   * @param in closed with the reader
   */
  public static ShardReader open(String name, InputStream in) throws IOException {
    ShardReader reader = new ShardReader(name, new TarArchiveInputStream(in));
    try {
      reader.advance();
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /** The finished shards of a directory whose names start so, in the order of their names. */
  public static List<Path> shards(Path directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(".tar"))
          .sorted()
          .toList();
    }
  }

  /** The next sample, or empty after the last. */
  public Optional<ShardSample> next() throws IOException {
    if (ahead == null) {
      return Optional.empty();
    }
    String key = key(ahead);
    Map<String, byte[]> fields = new LinkedHashMap<>();
    while (ahead != null && key(ahead).equals(key)) {
      fields.put(ahead.getName().substring(key.length() + 1), contents(ahead));
      advance();
    }
    return Optional.of(new ShardSample(key, fields));
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  private void advance() throws IOException {
    ahead = tar.getNextEntry();
    while (ahead != null && !ahead.isFile()) {
      ahead = tar.getNextEntry();
    }
  }

  private byte[] contents(TarArchiveEntry entry) throws IOException {
    byte[] contents = tar.readAllBytes();
    if (contents.length != entry.getSize()) {
      throw new IOException(
          "%s of %s has %d bytes, expected %d"
              .formatted(entry.getName(), file, contents.length, entry.getSize()));
    }
    return contents;
  }

  private String key(TarArchiveEntry entry) throws IOException {
    int dot = entry.getName().indexOf('.');
    if (dot <= 0) {
      throw new IOException(
          "entry '%s' of %s, expected a name of key, dot and field"
              .formatted(entry.getName(), file));
    }
    return entry.getName().substring(0, dot);
  }
}
