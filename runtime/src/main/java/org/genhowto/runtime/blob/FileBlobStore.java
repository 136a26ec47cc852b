package org.genhowto.runtime.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.genhowto.schemas.BlobRef;

/**
 * Blobs as files {@code ROOT/ab/abcd...}, named by their hash. A blob is written beside its place,
 * forced to disk and renamed, so a name never holds a part of its bytes.
 */
public final class FileBlobStore implements BlobStore {
  private static final String PART = ".part";

  private final Path root;
  private final Path incoming;
  private final DiskSpace space;

  /** However full its disk is. */
  public FileBlobStore(Path root) {
    this(root, DiskSpace.ANY);
  }

  FileBlobStore(Path root, DiskSpace space) {
    this.root = root;
    this.space = space;
    this.incoming = root.resolve("incoming");
    try {
      Files.createDirectories(incoming);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the blob folder " + root, e);
    }
    LeftFiles.sweep(incoming, PART);
  }

  @Override
  public BlobRef put(byte[] bytes, String mediaType) throws IOException {
    String sha256 = Sha256.of(bytes);
    if (!Files.exists(place(sha256))) {
      Path temporary = temporary();
      try {
        try (FileChannel channel = forWriting(temporary)) {
          ByteBuffer rest = ByteBuffer.wrap(bytes);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
          channel.force(true);
          publish(temporary, sha256); // While it is locked: nobody clears it away.
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
    return Blobs.reference(sha256, bytes.length, mediaType);
  }

  @Override
  public BlobRef put(Path file, String mediaType) throws IOException {
    Path temporary = temporary();
    try {
      MessageDigest digest = Sha256.digest();
      try (FileChannel channel = forWriting(temporary);
          InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        OutputStream out = Channels.newOutputStream(channel);
        long length = in.transferTo(out);
        channel.force(true);
        String sha256 = HexFormat.of().formatHex(digest.digest());
        publish(temporary, sha256);
        return Blobs.reference(sha256, length, mediaType);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public byte[] read(BlobRef blob) throws IOException {
    return Blobs.checked(blob, Files.readAllBytes(present(blob)));
  }

  @Override
  public byte[] read(BlobRef blob, long offset, int length) throws IOException {
    Blobs.checkRange(blob, offset, length);
    ByteBuffer part = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(present(blob), StandardOpenOption.READ)) {
      while (part.hasRemaining()) {
        if (channel.read(part, offset + part.position()) < 0) {
          throw Blobs.shorter(blob);
        }
      }
    }
    return part.array();
  }

  @Override
  public boolean contains(BlobRef blob) throws IOException {
    boolean there = Files.exists(place(Blobs.hash(blob)));
    if (!there) {
      requireStore();
    }
    return there;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "file:" + root;
  }

  private Path present(BlobRef blob) throws IOException {
    Path place = place(Blobs.hash(blob));
    if (!Files.exists(place)) {
      requireStore();
      throw Blobs.absent(blob, toString());
    }
    return place;
  }

  /** Tells a blob that is absent from a store that is, such as a share that is not mounted. */
  private void requireStore() throws IOException {
    if (!Files.isDirectory(incoming)) {
      throw new IOException(
          "the blob store %s is not there, expected a folder".formatted(incoming));
    }
  }

  private Path place(String sha256) {
    return folder(sha256).resolve(sha256);
  }

  private Path folder(String sha256) {
    return root.resolve(sha256.substring(0, 2));
  }

  private Path temporary() throws IOException {
    space.require(incoming);
    return Files.createTempFile(incoming, "blob-", PART);
  }

  private static FileChannel forWriting(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    LeftFiles.hold(channel);
    return channel;
  }

  private void publish(Path temporary, String sha256) throws IOException {
    Path folder = Files.createDirectories(folder(sha256));
    AtomicFile.reveal(temporary, place(sha256));
    force(folder);
  }

  /** Makes the rename itself durable: a directory is forced through a channel on it. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
