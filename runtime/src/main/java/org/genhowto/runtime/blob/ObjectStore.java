package org.genhowto.runtime.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Objects under names with slashes between, in a folder or an S3 bucket, for what people and other
 * tools read by its name. What is written is durable when a call returns, and never seen in part.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * An object as it was found.
   *
   * @param tag changes whenever the bytes do
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Found(byte[] bytes, String tag) {}

  /** An object of a list. */
  record Listed(String name, long length, Instant modified) {}

  /**
   * Writes a new object.
   *
   * @return false where there is one of that name, which stays as it is
   */
  boolean create(String name, byte[] bytes) throws IOException;

  /** The same of a file; a large one is sent in parts. */
  boolean create(String name, Path file) throws IOException;

  /**
   * Writes an object in place of the one that was found.
   *
   * @param found tag of what is to be replaced; empty where there was none
   * @return false where another is there by now, which stays as it is
   */
  boolean replace(String name, byte[] bytes, Optional<String> found) throws IOException;

  /** An object; empty where there is none. */
  Optional<Found> find(String name) throws IOException;

  /**
   * The bytes of an object from one of them on, to be closed.
   *
   * @throws java.nio.file.NoSuchFileException there is none of that name
   */
  InputStream open(String name, long offset) throws IOException;

  /** All objects whose names begin so, in the order of their names. */
  List<Listed> list(String prefix) throws IOException;

  /** Deletes an object that may be there. */
  void delete(String name) throws IOException;

  /** Where other tools find an object: a path, or s3://BUCKET/KEY. */
  String address(String name);

  @Override
  void close();
}
