package org.genhowto.runtime.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Objects as files of a folder. A file is written beside, forced to disk and given its name by a
 * link, which fails where the name is taken: of several writers one succeeds.
 */
final class FileObjectStore implements ObjectStore {
  private static final String INCOMING = ".incoming";
  private static final String PART = ".part";

  /** Locks of files hold between processes, not between threads of one. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path root;
  private final DiskSpace space;

  FileObjectStore(Path root, DiskSpace space) {
    this.root = root;
    this.space = space;
    if (Files.isDirectory(root.resolve(INCOMING))) {
      LeftFiles.sweep(root.resolve(INCOMING), PART);
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  @Override
  public boolean create(String name, byte[] bytes) throws IOException {
    return create(place(name), out -> out.write(bytes));
  }

  @Override
  public boolean create(String name, Path file) throws IOException {
    return create(place(name), out -> Files.copy(file, out));
  }

  private boolean create(Path place, Content content) throws IOException {
    return !Files.exists(place) && written(content, growing -> link(growing, place));
  }

  private interface Publication {
    boolean of(Path growing) throws IOException;
  }

  private boolean written(Content content, Publication publication) throws IOException {
    Path incoming = Files.createDirectories(root.resolve(INCOMING));
    space.require(incoming);
    // Not as a temporary file, which nobody but its owner may read.
    Path growing = incoming.resolve("object-" + UUID.randomUUID() + PART);
    try (FileChannel channel =
        FileChannel.open(growing, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      LeftFiles.hold(channel);
      OutputStream out = Channels.newOutputStream(channel);
      content.writeTo(out);
      channel.force(true);
      return publication.of(growing);
    } finally {
      Files.deleteIfExists(growing);
    }
  }

  private static boolean link(Path growing, Path place) throws IOException {
    Files.createDirectories(parent(place));
    try {
      Files.createLink(place, growing);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) { // A share without links.
      if (Files.exists(place)) {
        return false;
      }
      AtomicFile.reveal(growing, place);
    }
    force(parent(place));
    return true;
  }

  @Override
  public boolean replace(String name, byte[] bytes, Optional<String> found) throws IOException {
    Path place = place(name);
    Files.createDirectories(parent(place));
    Path lock = place.resolveSibling("." + place.getFileName() + ".lock");
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid() || !find(name).map(Found::tag).equals(found)) {
          return false;
        }
        return written(
            out -> out.write(bytes),
            growing -> {
              AtomicFile.reveal(growing, place);
              force(parent(place));
              return true;
            });
      }
    }
  }

  @Override
  public Optional<Found> find(String name) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(place(name));
      return Optional.of(new Found(bytes, Sha256.of(bytes)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public InputStream open(String name, long offset) throws IOException {
    FileChannel channel = FileChannel.open(place(name), StandardOpenOption.READ);
    return Channels.newInputStream(channel.position(offset));
  }

  @Override
  public List<Listed> list(String prefix) throws IOException {
    Path from = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    if (!Files.isDirectory(from)) {
      return List.of();
    }
    List<Listed> listed = new ArrayList<>();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && name(file).startsWith(prefix) && !isHidden(file)) {
              listed.add(
                  new Listed(
                      name(file), attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) { // Somebody else has just removed it.
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    listed.sort(Comparator.comparing(Listed::name));
    return List.copyOf(listed);
  }

  private boolean isHidden(Path file) {
    return Stream.of(name(file).split("/")).anyMatch(part -> part.startsWith("."));
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(place(name));
  }

  @Override
  public String address(String name) {
    return place(name).toString();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return root.toString();
  }

  private Path place(String name) {
    return root.resolve(ObjectStores.checked(name));
  }

  private static Path parent(Path place) {
    Path parent = place.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(place + " has no folder");
    }
    return parent;
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
