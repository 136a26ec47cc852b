package org.genhowto.generator;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.BlobRef;

/** Blobs in memory; fails where it is told to. */
final class MemoryBlobs implements BlobStore {
  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  boolean failing;

  static BlobRef reference(String sha256, long length, String mediaType) {
    return BlobRef.newBuilder()
        .setUri("blob:" + sha256)
        .setSha256(sha256)
        .setLength(length)
        .setMediaType(mediaType)
        .build();
  }

  @Override
  public BlobRef put(byte[] bytes, String mediaType) {
    String name = Sha256.of(bytes);
    blobs.put(name, bytes.clone());
    return reference(name, bytes.length, mediaType);
  }

  @Override
  public BlobRef put(Path file, String mediaType) throws IOException {
    return put(Files.readAllBytes(file), mediaType);
  }

  @Override
  public byte[] read(BlobRef blob) throws IOException {
    if (failing) {
      throw new IOException("the disk is gone");
    }
    return requireNonNull(blobs.get(blob.getSha256()), blob.getSha256());
  }

  @Override
  public byte[] read(BlobRef blob, long offset, int length) throws IOException {
    return Arrays.copyOfRange(read(blob), (int) offset, (int) offset + length);
  }

  @Override
  public boolean contains(BlobRef blob) {
    return blobs.containsKey(blob.getSha256());
  }

  @Override
  public void close() {}
}
