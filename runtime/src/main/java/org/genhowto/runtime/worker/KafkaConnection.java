package org.genhowto.runtime.worker;

import java.util.Map;
import java.util.TreeMap;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * How this process reaches Kafka and the Schema Registry.
 *
 * @param bootstrap comma-separated host:port of some brokers
 * @param registryUrl URL of the Schema Registry; mock://scope inside one JVM
 * @param client further settings of every Kafka client, such as security.protocol and
 *     sasl.jaas.config
 * @param registry further settings of the registry client, such as basic.auth.user.info
 */
public record KafkaConnection(
    String bootstrap,
    String registryUrl,
    Map<String, String> client,
    Map<String, String> registry) {

  public KafkaConnection {
    if (bootstrap.isBlank()) {
      throw new ConfigurationException("kafka.bootstrap is blank, expected host:port");
    }
    client = Map.copyOf(client);
    registry = Map.copyOf(registry);
  }

  /** Sections kafka and registry. */
  public static KafkaConnection from(Configuration configuration) {
    return new KafkaConnection(
        configuration.values(PlatformSections.KAFKA).string("bootstrap"),
        configuration.values(PlatformSections.REGISTRY).string("url"),
        configuration.handedOn(PlatformSections.KAFKA),
        configuration.handedOn(PlatformSections.REGISTRY));
  }

  /** Settings for any Kafka client, see {@link KafkaClients}. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new TreeMap<>(client);
    settings.put("bootstrap.servers", bootstrap);
    return settings;
  }

  /** Settings for Avro serdes and the registry client. */
  public Map<String, Object> registrySettings() {
    Map<String, Object> settings = new TreeMap<>(registry);
    settings.put("schema.registry.url", registryUrl);
    return settings;
  }

  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>();
    client.forEach((key, text) -> shown.put("kafka." + key, Configuration.redacted(key, text)));
    registry.forEach(
        (key, text) -> shown.put("registry." + key, Configuration.redacted(key, text)));
    return "KafkaConnection[bootstrap=%s, registryUrl=%s, %s]"
        .formatted(bootstrap, registryUrl, shown);
  }
}
