package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for the files of one video, which goes away with all in it. It is locked while it is in
 * use: processes may share the folder it is in, and the lock of one that was killed is free, which
 * is how the next one tells what to clear away.
 */
public final class Workplace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);
  private static final String PREFIX = "genhowto-ingest-";
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;

  private Workplace(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** A new one in a folder, which is made where it is missing. */
  public static Workplace in(Path parent) throws IOException {
    Files.createDirectories(parent);
    Path folder = Files.createTempDirectory(parent, PREFIX);
    try {
      FileChannel lock =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      take(lock);
      return new Workplace(folder, lock);
    } catch (IOException e) {
      remove(folder);
      throw e;
    }
  }

  /** Clears away what killed processes left in a folder before a moment. */
  static void sweep(Path parent, Instant before) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (Stream<Path> entries = Files.list(parent)) {
      List<Path> ours =
          entries.filter(path -> String.valueOf(path.getFileName()).startsWith(PREFIX)).toList();
      for (Path path : ours) {
        if (isLeft(path, before)) {
          remove(path);
          LOG.atInfo().addKeyValue("path", path).log("files of a killed process cleared away");
        }
      }
    } catch (IOException e) { // They cost room, no more.
      LOG.atWarn()
          .addKeyValue("folder", parent)
          .addKeyValue("reason", String.valueOf(e))
          .log("files of killed processes cannot be cleared away");
    }
  }

  /** A file in it, not made yet. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    lock.close();
    remove(folder);
  }

  /** Without locks, as on some shares, nothing is cleared away by others. */
  private static void take(FileChannel lock) {
    try {
      lock.tryLock();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("reason", String.valueOf(e)).log("a folder cannot be locked");
    }
  }

  private static boolean isLeft(Path path, Instant before) {
    try {
      // A plain file has no lock: nobody works on one for a day.
      Instant limit = Files.isDirectory(path) ? before : before.minus(Duration.ofDays(1));
      if (!Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
        return false;
      }
      Path lock = path.resolve(LOCK);
      return !Files.exists(lock) || isFree(lock);
    } catch (IOException e) {
      return false; // Gone meanwhile, or not ours.
    }
  }

  private static boolean isFree(Path lock) throws IOException {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // In use in this very process.
    }
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
