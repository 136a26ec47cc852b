package org.genhowto.dataset;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.schemas.Split;

/**
 * Name of one shard: the split of its samples and where the first of them stood in the stream. The
 * same input gives the same name, so that a shard written again replaces itself.
 */
record ShardName(Split split, int partition, long firstOffset) {
  private static final Pattern FILE = Pattern.compile("([a-z_]+)-(\\d{3,})-(\\d{9,})\\.tar");

  /** Such as train-002-000000100: names sort as the stream does. */
  String id() {
    return "%s-%03d-%09d".formatted(split.name().toLowerCase(Locale.ROOT), partition, firstOffset);
  }

  String file() {
    return id() + ".tar";
  }

  /** The name that a file of a shard directory bears; empty where the file is no shard. */
  static Optional<ShardName> ofFile(String file) {
    Matcher parts = FILE.matcher(file);
    if (!parts.matches()) {
      return Optional.empty();
    }
    for (Split split : Split.values()) {
      if (split.name().toLowerCase(Locale.ROOT).equals(parts.group(1))) {
        return Optional.of(
            new ShardName(split, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))));
      }
    }
    return Optional.empty();
  }
}
