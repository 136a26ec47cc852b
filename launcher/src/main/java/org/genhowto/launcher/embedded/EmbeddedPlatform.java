package org.genhowto.launcher.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.worker.KafkaClients;

/** Kafka and Schema Registry in this process, with their data in one directory. */
public final class EmbeddedPlatform implements AutoCloseable {

  /**
   * Where to listen.
   *
   * @param host one address of this machine, such as 127.0.0.1
   * @param kafka port of Kafka, 0 for any free one
   * @param registry port of the Schema Registry, 0 for any free one
   */
  public record Ports(String host, int kafka, int registry) {
    /** Any free ports of the loopback address. */
    public static final Ports ANY = new Ports("127.0.0.1", 0, 0);
  }

  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;

  private EmbeddedPlatform(EmbeddedBroker broker, EmbeddedRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  /**
   * Starts both, and returns when clients can use them.
   *
   * @throws StartException the directory is in use, or a port is taken
   */
  public static EmbeddedPlatform start(Path directory, Ports ports) throws InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(directory, ports.host(), ports.kafka(), Map.of());
    try {
      return new EmbeddedPlatform(
          broker,
          EmbeddedRegistry.start(
              KafkaClients.at(broker.bootstrap(), EmbeddedRegistry.CLIENT),
              (short) 1,
              ports.host(),
              ports.registry()));
    } catch (RuntimeException | InterruptedException e) {
      broker.close();
      throw e;
    }
  }

  public String bootstrap() {
    return broker.bootstrap();
  }

  public String registryUrl() {
    return registry.url();
  }

  /** What broke, where something did: nothing but a new start helps then. */
  public Optional<Throwable> failure() {
    return broker.failure();
  }

  @Override
  public void close() {
    try {
      registry.close();
    } finally {
      broker.close();
    }
  }
}
