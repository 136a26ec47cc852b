package org.genhowto.dataset.version;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.genhowto.runtime.blob.ObjectStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.shard.ShardTar;

/**
 * A tar with its index while it grows, in a file of this machine. It gets its name, which holds a
 * part of its hash, when it is whole: written again it is the same object. Closing removes the
 * file.
 */
public final class ShardDraft implements AutoCloseable {
  private static final int HASH = 16;

  private final Path file;
  private final MessageDigest sha256 = Sha256.digest();
  private final OutputStream out;
  private final ByteArrayOutputStream index = new ByteArrayOutputStream();
  private long bytes;
  private int samples;

  public ShardDraft() throws IOException {
    this.file = Files.createTempFile("genhowto-shard-", ".tar");
    this.out =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), sha256);
  }

  /**
   * What became of it.
   *
   * @param file name in the store
   */
  public record Published(String file, int samples, long bytes, String sha256) {}

  int samples() {
    return samples;
  }

  /** Whether it stays within a size with one more block; the first always fits. */
  boolean fits(int length, ShardSize size) {
    return samples == 0
        || (samples < size.samples() && bytes + length + ShardTar.END <= size.bytes());
  }

  /** Adds a sample's block; where it stood before does not matter. */
  public void add(IndexedSample sample, byte[] block) throws IOException {
    index.write(sample.movedTo(bytes).line());
    out.write(block);
    bytes += block.length;
    samples++;
  }

  /** The sample of a block, at its place in this tar. */
  Path drained() throws IOException {
    out.flush();
    return file;
  }

  byte[] index() {
    return index.toByteArray();
  }

  /**
   * Ends the tar and writes it to the store with its index.
   *
   * @param name in the store, without hash and ending
   */
  public Published publish(ObjectStore store, String name) throws IOException {
    out.write(new byte[ShardTar.END]);
    out.close();
    String hash = HexFormat.of().formatHex(sha256.digest());
    String tar = "%s-%s.tar".formatted(name, hash.substring(0, HASH));
    // The index first: whoever finds the tar finds it too.
    store.create(Segment.index(tar), index.toByteArray());
    store.create(tar, file);
    return new Published(tar, samples, bytes + ShardTar.END, hash);
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      Files.deleteIfExists(file); // On a full disk, above all.
    }
  }
}
