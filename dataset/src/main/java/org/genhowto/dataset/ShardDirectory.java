package org.genhowto.dataset;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.genhowto.runtime.blob.AtomicFile;

/**
 * The directory where finished shards appear. A file named *.tar is whole and durable: shards grow
 * under a hidden name, are synced, and are renamed in one step.
 */
final class ShardDirectory {
  private static final String GROWING = ".growing";

  private final Path directory;

  ShardDirectory(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  Path file(ShardName name) {
    return directory.resolve(name.file());
  }

  /** Begins a shard; nothing of it is seen before {@link GrowingShard#publish}. */
  GrowingShard begin(ShardName name) throws IOException {
    Files.createDirectories(directory);
    // Its own name for each attempt: a worker that lost the partition unnoticed cannot write into
    // the shard of the one that took over.
    Path growing = directory.resolve("." + name.file() + "." + UUID.randomUUID() + GROWING);
    return new GrowingShard(name, growing, this);
  }

  /**
   * Removes what a crash left of one partition: shards from this offset on, and half-written ones.
   * The offset is the first that is not committed; a shard that starts there or later was written
   * by an attempt whose transaction came to nothing.
   */
  List<Path> removeUncommitted(int partition, long firstUncommitted) throws IOException {
    List<Path> removed = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return removed;
    }
    for (Path file : files()) {
      boolean growing = file.getFileName().toString().endsWith(GROWING);
      boolean left =
          ShardName.ofFile(shardFile(file))
              .filter(name -> name.partition() == partition)
              .filter(name -> growing || name.firstOffset() >= firstUncommitted)
              .isPresent();
      if (left && Files.deleteIfExists(file)) {
        removed.add(file);
      }
    }
    return removed;
  }

  /** Makes a synced file visible under its name, replacing an earlier attempt. */
  Path reveal(Path growing, ShardName name) throws IOException {
    Path file = file(name);
    AtomicFile.reveal(growing, file);
    try (FileChannel self = FileChannel.open(directory, StandardOpenOption.READ)) {
      self.force(true);
    }
    return file;
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** The shard's file name, also of a growing one: .NAME.tar.ATTEMPT.growing. */
  private static String shardFile(Path file) {
    String name = file.getFileName().toString();
    int tar = name.indexOf(".tar.");
    return name.startsWith(".") && tar > 0 ? name.substring(1, tar) + ".tar" : name;
  }
}
