package org.genhowto.launcher.access;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.genhowto.launcher.children.LocalPorts;
import org.genhowto.launcher.embedded.EmbeddedBroker;
import org.genhowto.launcher.embedded.EmbeddedRegistry;

/**
 * A broker whose clients come by TLS with a name and a password and may do what its rules say, and
 * a registry. Its certificate: openssl req -x509 -newkey ec -nodes, of 127.0.0.1, for a hundred
 * years.
 */
final class SecuredKafka implements AutoCloseable {
  /** Stands in every password; found again where something tells what it should not. */
  static final String PASSWORD = "canary-27c1f09a";

  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final int port;

  private SecuredKafka(EmbeddedBroker broker, EmbeddedRegistry registry, int port) {
    this.broker = broker;
    this.registry = registry;
    this.port = port;
  }

  static SecuredKafka start(Path folder, Collection<String> users)
      throws IOException, InterruptedException {
    int port = LocalPorts.free();
    Map<String, String> more = new HashMap<>();
    more.put("listeners", "SECURED://127.0.0.1:" + port);
    more.put("advertised.listeners", "SECURED://127.0.0.1:" + port);
    more.put("listener.security.protocol.map", "SECURED:SASL_SSL");
    more.put("sasl.enabled.mechanisms", "PLAIN");
    more.put("listener.name.secured.plain.sasl.jaas.config", login("broker", users));
    more.put("listener.name.secured.ssl.keystore.type", "PEM");
    more.put(
        "listener.name.secured.ssl.keystore.certificate.chain",
        Files.readString(resource("broker.pem")));
    more.put(
        "listener.name.secured.ssl.keystore.key", Files.readString(resource("broker-key.pem")));
    more.put("authorizer.class.name", SeenAccess.class.getName());
    more.put("super.users", "User:ANONYMOUS");
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0, more);
    return new SecuredKafka(broker, EmbeddedRegistry.start(broker.bootstrap(), 0), port);
  }

  private static String login(String name, Collection<String> users) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"%s;"
        .formatted(
            name,
            password(name),
            users.stream()
                .map(user -> " \"user_%s\"=\"%s\"".formatted(user, password(user)))
                .collect(Collectors.joining()));
  }

  private static String password(String user) {
    return user + "-" + PASSWORD;
  }

  /** Settings of somebody who comes by name. */
  Map<String, String> settingsOf(String user) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap", "127.0.0.1:" + port);
    settings.put("kafka.security.protocol", "SASL_SSL");
    settings.put("kafka.sasl.mechanism", "PLAIN");
    settings.put(
        "kafka.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password(user)));
    settings.put("kafka.ssl.truststore.type", "PEM");
    settings.put("kafka.ssl.truststore.location", resource("broker.pem").toString());
    settings.put("registry.url", registry.url());
    return settings;
  }

  /** Where whoever may do everything comes in. */
  String unsecured() {
    return broker.bootstrap();
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(SecuredKafka.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
