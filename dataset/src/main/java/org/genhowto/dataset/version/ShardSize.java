package org.genhowto.dataset.version;

/**
 * When a shard is full: it takes no sample that would make it larger.
 *
 * @param bytes of the tar; a larger sample is a shard of its own
 * @param samples in it
 */
public record ShardSize(long bytes, int samples) {
  public ShardSize {
    if (bytes < 1 || samples < 1) {
      throw new IllegalArgumentException(
          "shards of %d bytes and %d samples, expected at least 1".formatted(bytes, samples));
    }
  }
}
