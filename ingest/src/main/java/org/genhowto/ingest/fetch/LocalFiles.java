package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.genhowto.ingest.video.UnusableVideoException;

/**
 * Files of this machine, as far as they lie in folders that settings name. What is handed on is the
 * very file that was judged, whoever moves links and folders meanwhile: a second name of it in a
 * folder of our own, or a copy where it is on another disk.
 */
final class LocalFiles {
  private static final List<String> NO_PLACES =
      List.of("Not a directory", "File name too long", "symbolic link");

  private final List<Path> roots;
  private final long maxBytes;

  LocalFiles(List<Path> roots, long maxBytes) {
    this.roots = roots;
    this.maxBytes = maxBytes;
  }

  /** A folder that may be read from, and a file below it without links on the way. */
  private record Place(Path root, Path below) {
    Path whole() {
      return root.resolve(below);
    }
  }

  /**
   * Takes a file in.
   *
   * @param target where it is to be found, in a folder of our own
   * @throws UnusableVideoException it is not there, or not to be read
   * @throws StorageException it cannot be written
   * @throws IOException it cannot be read, or the thread is interrupted
   */
  void take(URI location, Path target) throws UnusableVideoException, IOException {
    Path named = path(location);
    Place place = place(named);
    try (DirectoryStream<Path> root = Files.newDirectoryStream(place.root())) {
      if (root instanceof SecureDirectoryStream<Path> secure) {
        take(secure, place, target);
      } else { // This system cannot hold a folder while it is looked into.
        try (SeekableByteChannel open = Files.newByteChannel(place.whole(), reading())) {
          copy(open, place.whole(), target);
        }
      }
    } catch (AccessDeniedException e) {
      throw new UnusableVideoException(named + " may not be read by this process.", e);
    } catch (FileSystemException e) {
      if (isGone(e)) {
        throw new UnusableVideoException(named + " changed while it was opened.", e);
      }
      throw e;
    }
  }

  /**
   * Whether a place is none, or a link: anything else, such as too many open files or a disk that
   * does not answer, may be over the next time. Some of it Java tells by the system's words alone.
   */
  static boolean isGone(FileSystemException e) {
    String reason = String.valueOf(e.getReason());
    return e instanceof NoSuchFileException
        || e instanceof NotDirectoryException
        || NO_PLACES.stream().anyMatch(reason::contains);
  }

  private static Path path(URI location) throws UnusableVideoException {
    try {
      return Path.of(location);
    } catch (IllegalArgumentException e) { // As far as this machine can name it.
      throw new UnusableVideoException(
          location + " names no local file, expected file:/absolute/path.", e);
    }
  }

  /** Whether something is there is told of places below the roots only. */
  private Place place(Path named) throws UnusableVideoException, IOException {
    if (roots.isEmpty()) {
      throw new UnusableVideoException(
          named + " is not read: ingest.file-roots names no folder that videos may lie in.");
    }
    Optional<Path> real = real(named);
    Path judged = real.orElse(named.normalize());
    for (Path root : roots) {
      Path from = real.isPresent() ? real(root).orElse(root) : root.toAbsolutePath().normalize();
      if (judged.startsWith(from)) {
        if (judged.equals(from)) {
          throw new UnusableVideoException(named + " is not a regular file.");
        }
        if (real.isEmpty()) {
          throw missing(named);
        }
        return new Place(from, from.relativize(judged));
      }
    }
    throw new UnusableVideoException(
        "%s is not read: it lies in none of the folders that ingest.file-roots names."
            .formatted(named));
  }

  /** Why a place below the roots cannot be told. */
  private static UnusableVideoException missing(Path named) throws IOException {
    try {
      Path unused = named.toRealPath(); // Asked again for its error alone.
    } catch (AccessDeniedException e) {
      return new UnusableVideoException("There is no file " + named + ".", e);
    } catch (FileSystemException e) {
      if (!isGone(e)) {
        throw e;
      }
    }
    return new UnusableVideoException("There is no file " + named + ".");
  }

  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty(); // Not there, or nobody may know.
    }
  }

  /** Goes down folder by folder, each held open, and follows no link. */
  private void take(SecureDirectoryStream<Path> folder, Place place, Path target)
      throws UnusableVideoException, IOException {
    Path below = place.below();
    if (below.getNameCount() == 1) {
      takeFrom(folder, below, place.whole(), target);
      return;
    }
    Path next = below.getName(0);
    Path rest = below.subpath(1, below.getNameCount());
    try (SecureDirectoryStream<Path> inner =
        folder.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS)) {
      take(inner, new Place(place.root().resolve(next), rest), target);
    }
  }

  private void takeFrom(SecureDirectoryStream<Path> folder, Path name, Path whole, Path target)
      throws UnusableVideoException, IOException {
    BasicFileAttributes judged =
        folder
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    if (!judged.isRegularFile()) {
      throw new UnusableVideoException(whole + " is not a regular file.");
    }
    requireSmall(judged.size(), whole);
    if (!linked(whole, judged, target)) {
      try (SeekableByteChannel open = folder.newByteChannel(name, reading())) {
        copy(open, whole, target);
      }
    }
  }

  /** Whether the file has a second name now; whatever else got one loses it. */
  private static boolean linked(Path whole, BasicFileAttributes judged, Path target)
      throws IOException {
    if (!Files.isReadable(whole) || judged.fileKey() == null) {
      return false; // Opening says why.
    }
    try {
      Files.createLink(target, whole);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Another disk, or another's file.
    }
    try {
      BasicFileAttributes got =
          Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (got.isRegularFile() && Objects.equals(got.fileKey(), judged.fileKey())) {
        return true;
      }
      Files.delete(target);
      return false;
    } catch (IOException e) { // Of our own folder.
      throw StorageException.of(e);
    }
  }

  private void copy(SeekableByteChannel open, Path whole, Path target)
      throws UnusableVideoException, IOException {
    requireSmall(open.size(), whole);
    try {
      Copying.copy(Channels.newInputStream(open), target, maxBytes);
    } catch (TooLargeException e) { // It has grown since it was looked at.
      Files.deleteIfExists(target);
      throw e.unusable(whole.toUri());
    }
  }

  private void requireSmall(long length, Path whole) throws UnusableVideoException {
    if (length > maxBytes) {
      throw new TooLargeException(length, maxBytes).unusable(whole.toUri());
    }
  }

  private static Set<java.nio.file.OpenOption> reading() {
    return Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }
}
