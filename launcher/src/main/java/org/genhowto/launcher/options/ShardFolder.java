package org.genhowto.launcher.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.runtime.shard.ShardReader;

/** A folder of training shards that a user names. */
public final class ShardFolder {
  private ShardFolder() {}

  /** Its tars in the order of their names, at least one. */
  public static List<Path> tars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("There is no folder of shards at " + folder + ".");
    }
    List<Path> tars = ShardReader.shards(folder, "");
    if (tars.isEmpty()) {
      throw new IllegalArgumentException(folder + " holds no .tar, expected training shards");
    }
    return tars;
  }
}
