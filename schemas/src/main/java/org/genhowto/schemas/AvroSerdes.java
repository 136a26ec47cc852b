package org.genhowto.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * How the values of every topic become bytes and come back: Avro in Confluent's wire format, with
 * one client of the Schema Registry for all of them. Share one of these in a process; the codecs,
 * serializers and deserializers it gives may be used by several threads.
 */
public final class AvroSerdes implements AutoCloseable {
  private static final int SCHEMAS_PER_SUBJECT = 1000;

  /** What holds where the configuration does not say otherwise. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "max.retries", 3,
          "retries.wait.ms", 200,
          "http.connect.timeout.ms", 10_000,
          "http.read.timeout.ms", 10_000,
          // The registered schema is the contract, without notes for Java's code generator.
          "avro.remove.java.properties", true,
          "specific.avro.reader", true);

  private final Map<String, Object> configuration;
  private final SchemaRegistryClient registry;

  private AvroSerdes(Map<String, Object> configuration) {
    this.configuration = configuration;
    this.registry =
        SchemaRegistryClientFactory.newClient(
            String.valueOf(configuration.get("schema.registry.url")),
            SCHEMAS_PER_SUBJECT,
            List.of(new AvroSchemaProvider()),
            configuration,
            Map.of());
  }

  /**
   * Serdes with the keys of Confluent's client, such as {@code schema.registry.url} (required,
   * {@code mock://SCOPE} stays inside this process), {@code auto.register.schemas} (true), {@code
   * max.retries}, {@code basic.auth.user.info}. Other keys, such as those of a Kafka client, are
   * passed over.
   */
  public static AvroSerdes of(Map<String, ?> configuration) {
    Object url = configuration.get("schema.registry.url");
    if (url == null || url.toString().isBlank()) {
      throw new IllegalArgumentException(
          "schema.registry.url is missing: expected the address of a Schema Registry, such as"
              + " http://localhost:8081");
    }
    Map<String, Object> whole = new HashMap<>(DEFAULTS);
    whole.putAll(configuration);
    return new AvroSerdes(Map.copyOf(whole));
  }

  /** Serdes that use the registry at an address, such as http://localhost:8081. */
  public static AvroSerdes at(String registryUrl) {
    return of(Map.of("schema.registry.url", registryUrl));
  }

  /** Bytes and records of one topic, with errors that tell a bad record from an absent registry. */
  public <V extends SpecificRecord> Codec<V> codec(Topic<V> topic) {
    return new Codec<>(topic, registry, configuration);
  }

  /** For a producer whose values all belong to one topic. */
  public <V extends SpecificRecord> Serializer<V> serializer(Topic<V> topic) {
    return codec(topic).serializer();
  }

  /** For a consumer; a record that cannot be decoded throws out of poll(): loops use a codec. */
  public <V extends SpecificRecord> Deserializer<V> deserializer(Topic<V> topic) {
    return codec(topic).deserializer();
  }

  /** For Kafka Streams. */
  public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    return Serdes.serdeFrom(serializer(topic), deserializer(topic));
  }

  /** The client of the registry, for what goes beyond reading and writing. */
  public SchemaRegistryClient registry() {
    return registry;
  }

  /** Where the registry is. */
  String url() {
    return String.valueOf(configuration.get("schema.registry.url"));
  }

  /** Whether schemas may be registered by this process. */
  boolean registers() {
    Object set = configuration.getOrDefault("auto.register.schemas", true);
    return Boolean.parseBoolean(String.valueOf(set));
  }

  @Override
  public void close() {
    try {
      registry.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The client of the Schema Registry did not close", e);
    }
  }
}
