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
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka of one node in this process: the real broker and controller on real ports, with its data
 * in a directory. It survives restarts and kill -9; it does not survive the loss of the disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE = 1;

  /** How long a broken broker may take to end: its parts may wait for one another for ever. */
  private static final Duration BROKEN = Duration.ofSeconds(5);

  /** Less than one of Kafka's files may ask for at once. */
  private static final long FULL = 16 << 20;

  private static final String LOOPBACK = "127.0.0.1";
  private static final String CONTROLLER = "CONTROLLER";
  private static final String CLIENTS = "CLIENTS";

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
    return start(directory, LOOPBACK, port);
  }

  /**
   * Starts, and returns when clients can use it.
   *
   * @param directory where its data is, or will be
   * @param host one address of this machine: the broker binds it and tells clients to use it
   * @param port port to listen on, 0 for any free one
   * @throws StartException the directory is in use, or the port is taken
   */
  public static EmbeddedBroker start(Path directory, String host, int port) {
    DirectoryLock lock = DirectoryLock.on(directory);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    KafkaRaftServer server = null;
    try {
      Port clients = Port.free(host, port, "Kafka");
      Port controller = Port.free(LOOPBACK, 0, "Kafka's controller");
      Path data = directory.resolve("kafka");
      format(data);
      keepTheProcessAlive(failure, data);
      server =
          new KafkaRaftServer(
              new KafkaConfig(settings(data, clients, controller), false), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(lock, clients, server, failure);
    } catch (RuntimeException | Error e) {
      shutDown(server, e);
      lock.close();
      throw e;
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
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(CONTROLLER)
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

  private static Map<String, String> settings(Path data, Port clients, Port controller) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("node.id", String.valueOf(NODE));
    settings.put("process.roles", "broker,controller");
    settings.put("log.dirs", data.toString());
    settings.put("controller.quorum.voters", NODE + "@" + controller);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", CLIENTS);
    settings.put(
        "listener.security.protocol.map", CONTROLLER + ":PLAINTEXT," + CLIENTS + ":PLAINTEXT");
    settings.put(
        "listeners", "%s://%s,%s://%s".formatted(CLIENTS, clients, CONTROLLER, controller));
    settings.put("advertised.listeners", CLIENTS + "://" + clients);
    settings.put("auto.create.topics.enable", "false");
    // One node, so one replica; the share coordinator alone asks for three by default.
    for (String topic : List.of("offsets.topic", "share.coordinator.state.topic")) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "4");
    }
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // A worker that died is missed after seconds; by default its partitions wait for 45 of them.
    settings.put("group.share.min.heartbeat.interval.ms", "1000");
    settings.put("group.share.heartbeat.interval.ms", "2000");
    settings.put("group.share.min.session.timeout.ms", "6000");
    settings.put("group.share.session.timeout.ms", "10000");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("transaction.state.log.min.isr", "1");
    // Workers that were stopped for a month still find their place.
    settings.put("offsets.retention.minutes", "43200");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // After kill -9 the next start waits until the old session is over; a shorter one would be lost
    // on a machine whose cores are all busy with models.
    settings.put("broker.session.timeout.ms", "6000");
    settings.put("broker.heartbeat.interval.ms", "1000");
    // A small machine: few threads, and 8 MB instead of 128 MB for compaction.
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("log.cleaner.dedupe.buffer.size", "8388608");
    return settings;
  }
}
