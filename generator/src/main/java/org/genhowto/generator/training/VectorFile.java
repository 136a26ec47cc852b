package org.genhowto.generator.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Vectors of one length in a file that lives as long as this object: what would not fit into memory
 * costs none, and what is read often stays in the system's file cache.
 */
final class VectorFile implements AutoCloseable {
  private final FileChannel channel;
  private int length;
  private int size;

  private VectorFile(FileChannel channel) {
    this.channel = channel;
  }

  /** An empty file in a folder, which is made where it is missing. */
  static VectorFile in(Path folder) {
    try {
      Files.createDirectories(folder);
      return new VectorFile(
          FileChannel.open(
              Files.createTempFile(folder, "vectors-", ".tmp"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw new UncheckedIOException("No file for latents can be made in " + folder, e);
    }
  }

  int size() {
    return size;
  }

  /**
   * Adds vectors that stand one after another.
   *
   * @param each length of each, the same in every call
   */
  void add(float[] values, int each) {
    if (size > 0 && each != length) {
      throw new IllegalArgumentException(
          "A vector has %d numbers, expected %d as before".formatted(each, length));
    }
    length = each;
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    try {
      long position = position(size);
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Latents cannot be written", e);
    }
    size += values.length / each;
  }

  /** Reads a vector into a buffer. */
  void read(int index, FloatBuffer into) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES);
    try {
      long start = position(index);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, start + bytes.position()) < 0) {
          throw new IllegalStateException("vector %d of %d is not there".formatted(index, size));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Latents cannot be read", e);
    }
    into.put(bytes.flip().asFloatBuffer());
  }

  private long position(int index) {
    return (long) index * length * Float.BYTES;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The file of latents cannot be closed", e);
    }
  }
}
