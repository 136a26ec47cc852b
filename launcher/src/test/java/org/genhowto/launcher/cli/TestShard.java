package org.genhowto.launcher.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;

/** A training shard as the shard writer lays it out. */
final class TestShard implements AutoCloseable {
  private final TarArchiveOutputStream tar;

  private TestShard(TarArchiveOutputStream tar) {
    this.tar = tar;
  }

  static TestShard create(Path file) throws IOException {
    return new TestShard(new TarArchiveOutputStream(Files.newOutputStream(file)));
  }

  /** Adds a triplet whose three frames are the same. */
  void add(String key, RgbImage frame, String lineage) throws IOException {
    byte[] picture = Images.png(frame);
    put(key + ".initial.jpg", picture);
    put(key + ".action.jpg", picture);
    put(key + ".state.jpg", picture);
    put(key + ".action.txt", "cutting".getBytes(StandardCharsets.UTF_8));
    put(key + ".state.txt", "sliced".getBytes(StandardCharsets.UTF_8));
    put(key + ".json", lineage.getBytes(StandardCharsets.UTF_8));
  }

  void put(String name, byte[] contents) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(contents.length);
    tar.putArchiveEntry(entry);
    tar.write(contents);
    tar.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
