package org.genhowto.runtime.start;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.worker.HostName;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.PlatformSections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of a process among those of one worker, and the right to it on this host: a lock on a
 * file, which the operating system takes away when the process ends, however it ends. So no two
 * running processes of a host have one name, and a process that is started again gets the name of
 * the one that ended.
 */
public final class InstanceName implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceName.class);
  private static final int MOST = 1000;

  private final String name;
  private final Optional<FileChannel> lock;

  private InstanceName(String name, Optional<FileChannel> lock) {
    this.name = name;
    this.lock = lock;
  }

  /**
   * The name that the settings give, or the host's name with the lowest number that is free.
   *
   * @throws ConfigurationException another process of this host has the given name
   */
  public static InstanceName take(String worker, Configuration configuration) {
    SectionValues values = configuration.values(PlatformSections.WORKER);
    Path folder = values.findPath("state-directory").orElseGet(InstanceName::folder);
    return values
        .find("instance")
        .map(name -> given(folder, worker, name, KafkaConnection.from(configuration).bootstrap()))
        .orElseGet(() -> lowest(folder, worker));
  }

  /** The settings of this process with its name. */
  public Configuration in(Configuration configuration) {
    return configuration.with(Map.of(PlatformSections.WORKER.key("instance"), name));
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    lock.ifPresent(InstanceName::close);
  }

  private static Path folder() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "genhowto-" + System.getProperty("user.name"));
  }

  /** On another Kafka a name is another's, so the lock is of both. */
  private static InstanceName given(Path folder, String worker, String name, String bootstrap) {
    Path file =
        folder.resolve(
            "%s-%s-%08x.lock".formatted(worker, HostName.fit(name), bootstrap.hashCode()));
    try {
      return new InstanceName(
          name,
          Optional.of(
              lock(file)
                  .orElseThrow(
                      () ->
                          new ConfigurationException(
                              "worker.instance is '%s', and another %s on this host has that name"
                                      .formatted(name, worker)
                                  + holder(file)
                                  + ": expected a name of its own for each, or none"))));
    } catch (IOException e) {
      unlocked(folder, name, e);
      return new InstanceName(name, Optional.empty());
    }
  }

  private static InstanceName lowest(Path folder, String worker) {
    String host = HostName.here();
    try {
      for (int number = 0; number < MOST; number++) {
        String name = host + "-" + number;
        Optional<FileChannel> lock = lock(folder.resolve("%s-%s.lock".formatted(worker, name)));
        if (lock.isPresent()) {
          return new InstanceName(name, lock);
        }
      }
    } catch (IOException e) {
      String name = host + "-" + UUID.randomUUID().toString().substring(0, 8);
      unlocked(folder, name, e);
      return new InstanceName(name, Optional.empty());
    }
    throw new ConfigurationException(
        "%d processes of %s run on this host, expected fewer: give this one a worker.instance"
            .formatted(MOST, worker));
  }

  private static void unlocked(Path folder, String name, IOException why) {
    LOG.atDebug().setCause(why).log("no lock on the instance name");
    LOG.atWarn()
        .addKeyValue("worker.state-directory", folder)
        .addKeyValue("instance", name)
        .addKeyValue("cause", why)
        .log("folder cannot be written, so no process of this host is told of the name");
  }

  /** Empty where another process has it. */
  private static Optional<FileChannel> lock(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        channel.truncate(0);
        String process = Long.toString(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      LOG.atTrace().setCause(e).log("this very process has it");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  private static String holder(Path file) {
    try {
      return ", process " + Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("holder unknown");
      return "";
    }
  }

  private static void close(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("lock not given back before the end of the process");
    }
  }
}
