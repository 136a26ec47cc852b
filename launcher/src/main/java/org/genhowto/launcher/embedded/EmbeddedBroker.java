package org.genhowto.launcher.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka of one node in this process: the real broker and controller on real ports, with its data
 * in a directory. It survives restarts and kill -9; it does not survive the loss of the disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** How long a broken broker may take to end: its parts may wait for one another for ever. */
  private static final Duration BROKEN = Duration.ofSeconds(5);

  /** Less than one of Kafka's files may ask for at once. */
  private static final long FULL = 16 << 20;

  private static final String LOOPBACK = "127.0.0.1";

  private final DirectoryLock lock;
  private final Port port;
  private final KafkaRaftServer server;
  private final AtomicReference<Throwable> failure;

  private EmbeddedBroker(
      DirectoryLock lock, Port port, KafkaRaftServer server, AtomicReference<Throwable> failure) {
    this.lock = lock;
    this.port = port;
    this.server = server;
    this.failure = failure;
  }

  /** Starts on the loopback address. */
  public static EmbeddedBroker start(Path directory, int port) {
    return start(directory, LOOPBACK, port, Map.of());
  }

  /**
   * Starts, and returns when clients can use it.
   *
   * @param directory where its data is, or will be
   * @param host one address of this machine: the broker binds it and tells clients to use it
   * @param port port to listen on, 0 for any free one
   * @param further settings of the broker over those it has here, see {@link BrokerSettings#with}
   * @throws StartException the directory is in use, the port is taken, or a setting is none
   */
  public static EmbeddedBroker start(
      Path directory, String host, int port, Map<String, String> further) {
    DirectoryLock lock = DirectoryLock.on(directory);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    KafkaRaftServer server = null;
    try {
      Port clients = Port.free(host, port, "Kafka");
      Port controller = Port.free(LOOPBACK, 0, "Kafka's controller");
      Path data = directory.resolve("kafka");
      format(data);
      keepTheProcessAlive(failure, data);
      BrokerSettings settings = BrokerSettings.of(data, clients, controller).with(further);
      server = new KafkaRaftServer(config(settings), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(lock, clients, server, failure);
    } catch (RuntimeException | Error e) {
      shutDown(server, e);
      lock.close();
      throw e;
    }
  }

  private static KafkaConfig config(BrokerSettings settings) {
    try {
      return new KafkaConfig(settings.values(), false);
    } catch (ConfigException e) {
      throw new StartException("the broker's settings: " + e.getMessage(), e);
    }
  }

  /** What clients take as bootstrap.servers. */
  public String bootstrap() {
    return port.toString();
  }

  /** What broke inside the broker, where something did: nothing but a new start helps then. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** A broken broker may never end: then it is left alone, for the process to take it along. */
  @Override
  public void close() {
    Thread stopping = new Thread(this::stop, "embedded-kafka-stop");
    stopping.setDaemon(true);
    stopping.start();
    try {
      do {
        stopping.join(BROKEN.toMillis());
      } while (stopping.isAlive() && failure().isEmpty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.close();
    }
  }

  private void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void shutDown(@Nullable KafkaRaftServer server, Throwable reason) {
    if (server == null) {
      return;
    }
    try {
      server.shutdown();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /** Gives an empty directory its cluster id; one that has it stays as it is. */
  private static void format(Path data) {
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    try {
      Files.createDirectories(data);
      new Formatter()
          .setNodeId(BrokerSettings.NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setMetadataLogDirectory(data.toString())
          .setDirectories(List.of(data.toString()))
          .setIgnoreFormatted(true)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) { // declared by Formatter
      throw new StartException("Kafka cannot set up its data in %s".formatted(data), e);
    }
  }

  /** Kafka ends the process when it breaks; here others live in the process and are to be told. */
  private static void keepTheProcessAlive(AtomicReference<Throwable> failure, Path data) {
    Exit.Procedure record =
        (status, message) -> {
          var broken = new IllegalStateException(why(status, message, data));
          failure.compareAndSet(null, broken);
          throw broken;
        };
    Exit.setExitProcedure(record);
    Exit.setHaltProcedure(record);
  }

  /** Kafka itself says nothing of a full disk but in its log. */
  private static String why(int status, @Nullable String message, Path data) {
    long free = data.toFile().getUsableSpace();
    if (free < FULL) {
      return "the disk of %s is full, %d kB are free: make space and start again"
          .formatted(data, free >> 10);
    }
    return "Kafka gave up with status %d%s: its log, above, says why"
        .formatted(status, message == null ? "" : " (" + message + ")");
  }
}
