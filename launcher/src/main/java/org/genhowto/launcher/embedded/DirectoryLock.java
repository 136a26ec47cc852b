package org.genhowto.launcher.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of a data directory. The operating system takes the lock away when the
 * process ends, however it ends.
 */
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Creates the directory where it is missing. */
  public static DirectoryLock on(Path directory) {
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StartException(
          "The data directory %s cannot be written: choose another".formatted(directory), e);
    }
    DirectoryLock lock = new DirectoryLock(channel);
    if (lock.take() == null) {
      lock.close();
      throw new StartException(
          "The data directory %s is in use: stop what runs on it, or choose another"
              .formatted(directory));
    }
    return lock;
  }

  private @Nullable FileLock take() {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    } catch (IOException e) {
      throw new UncheckedIOException("The data directory cannot be locked", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The lock of the data directory was not given back", e);
    }
  }
}
