package org.genhowto.dataset.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.blob.AtomicFile;
import org.genhowto.runtime.progress.Counter;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;

/** Writes training shards anew without their duplicates. */
public final class UniqueShards {
  private static final String GROWING = ".growing";

  private UniqueShards() {}

  /**
   * Copies what a report does not leave out, shard by shard. A shard appears whole under its name;
   * one of which nothing is left does not appear.
   *
   * @param report of these shards
   * @param out folder that holds none of their names
   * @param progress told of shards copied, and of how many
   * @return number of samples written
   */
  public static int write(List<Path> shards, DatasetReport report, Path out, Counter progress)
      throws IOException {
    for (Path shard : shards) {
      if (Files.exists(out.resolve(shard.getFileName()))) {
        throw new IllegalArgumentException(
            "%s already holds %s, expected a folder without shards"
                .formatted(out, shard.getFileName()));
      }
    }
    Files.createDirectories(out);
    Set<List<String>> leftOut = new HashSet<>();
    report.leftOut().forEach(left -> leftOut.add(List.of(left.shard(), left.key())));
    int written = 0;
    for (int i = 0; i < shards.size(); i++) {
      written += copy(shards.get(i), leftOut, out);
      progress.counted(i + 1, shards.size());
    }
    return written;
  }

  private static int copy(Path shard, Set<List<String>> leftOut, Path out) throws IOException {
    String name = String.valueOf(shard.getFileName());
    List<ShardSample> kept = new ArrayList<>();
    try (ShardReader reader = ShardReader.open(shard)) {
      Optional<ShardSample> sample = reader.next();
      while (sample.isPresent()) {
        if (!leftOut.contains(List.of(name, sample.get().key()))) {
          kept.add(sample.get());
        }
        sample = reader.next();
      }
    }
    if (!kept.isEmpty()) {
      write(kept, name, out);
    }
    return kept.size();
  }

  private static void write(List<ShardSample> samples, String name, Path out) throws IOException {
    Path growing = out.resolve("." + name + GROWING);
    try (ShardTar tar = new ShardTar(Files.newOutputStream(growing))) {
      for (ShardSample sample : samples) {
        tar.add(sample);
      }
    }
    AtomicFile.reveal(growing, out.resolve(name));
  }
}
