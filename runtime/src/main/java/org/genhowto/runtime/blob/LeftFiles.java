package org.genhowto.runtime.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Half-written files of processes that were killed. A writer locks its file, and the lock of one
 * that is gone is free: processes that share a folder tell each other's files from left ones so.
 */
final class LeftFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LeftFiles.class);

  private LeftFiles() {}

  /**
   * Locks a file for as long as its channel is open; on a share without locks it stays as it is.
   */
  static void hold(FileChannel channel) {
    try {
      channel.tryLock();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("reason", String.valueOf(e)).log("a file cannot be locked");
    }
  }

  /** Removes those that are older than this process and in no one's hands. */
  static void sweep(Path folder, String suffix) {
    sweep(folder, suffix, ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
  }

  static void sweep(Path folder, String suffix, Instant before) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> ours = files.filter(file -> file.toString().endsWith(suffix)).toList();
      for (Path file : ours) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before) && isFree(file)) {
          Files.deleteIfExists(file);
          LOG.atInfo().addKeyValue("file", file).log("a half-written file was cleared away");
        }
      }
    } catch (IOException e) { // They cost room, no more.
      LOG.atWarn()
          .addKeyValue("folder", folder)
          .addKeyValue("reason", String.valueOf(e))
          .log("half-written files cannot be cleared away");
    }
  }

  private static boolean isFree(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // In use in this very process.
    }
  }
}
