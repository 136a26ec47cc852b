package org.genhowto.schemas;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes and records of one topic. A consumer reads bytes and decodes them here, record by record,
 * so that a bad one can become a dead letter instead of stopping the consumer.
 */
public final class Codec<V extends SpecificRecord> {
  private static final byte MAGIC = 0;
  private static final int HEADER = 1 + Integer.BYTES;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private final Topic<V> topic;
  private final SchemaRegistryClient registry;
  private final KafkaAvroSerializer serializer;
  private final KafkaAvroDeserializer deserializer;

  Codec(Topic<V> topic, SchemaRegistryClient registry, Map<String, Object> configuration) {
    this.topic = topic;
    this.registry = registry;
    this.serializer = new KafkaAvroSerializer(registry, configuration);
    this.deserializer = new KafkaAvroDeserializer(registry, configuration);
  }

  public Topic<V> topic() {
    return topic;
  }

  /**
   * The record as bytes: 0, the id of its schema in four bytes, Avro. The schema is registered at
   * the first call, where the configuration allows it.
   *
   * @throws RegistryUnavailableException the registry does not answer: it may answer later
   * @throws SerializationException the registry refuses the schema, or a field is wrong
   */
  public byte[] encode(V value) throws RegistryUnavailableException {
    return encode(topic.name(), value);
  }

  /**
   * The record in a value of this topic.
   *
   * @throws UndecodableException the bytes are no record of this topic and never will be
   * @throws RegistryUnavailableException the registry does not answer: it may answer later
   */
  public V decode(byte @Nullable [] bytes)
      throws UndecodableException, RegistryUnavailableException {
    if (bytes == null) {
      throw undecodable("is null, expected a record", null);
    }
    int id = schemaId(bytes);
    Schema writer = writerSchema(id);
    Object value;
    try {
      LengthCheck.check(ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER), writer);
      value = deserializer.deserialize(topic.name(), bytes, topic.schema());
    } catch (IllegalArgumentException | SerializationException e) {
      throw undecodable("is no record of schema id " + id + ": " + rootMessage(e), e);
    }
    if (!topic.type().isInstance(value)) {
      throw undecodable(
          "holds " + value.getClass().getName() + ", expected " + topic.type().getName(), null);
    }
    return topic.type().cast(value);
  }

  Serializer<V> serializer() {
    return (name, value) -> {
      if (value == null) {
        return null; // a tombstone
      }
      try {
        return encode(name, value);
      } catch (RegistryUnavailableException e) {
        throw new SerializationException(e.getMessage(), e);
      }
    };
  }

  Deserializer<V> deserializer() {
    return (name, bytes) -> {
      if (bytes == null) {
        return null; // a tombstone
      }
      try {
        return decode(bytes);
      } catch (UndecodableException | RegistryUnavailableException e) {
        throw new SerializationException(e.getMessage(), e);
      }
    };
  }

  private byte[] encode(String topicName, V value) throws RegistryUnavailableException {
    try {
      return serializer.serialize(topicName, value);
    } catch (RuntimeException e) {
      if (causedByRegistry(e)) {
        throw new RegistryUnavailableException(
            "The Schema Registry did not take the schema of " + topicName, e);
      }
      throw e;
    }
  }

  private int schemaId(byte[] bytes) throws UndecodableException {
    if (bytes.length < HEADER) {
      throw undecodable("has " + bytes.length + " bytes, expected at least " + HEADER, null);
    }
    if (bytes[0] != MAGIC) {
      throw undecodable(
          "begins with byte %d, expected %d (Confluent's wire format)".formatted(bytes[0], MAGIC),
          null);
    }
    return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
  }

  private Schema writerSchema(int id) throws UndecodableException, RegistryUnavailableException {
    try {
      return (Schema) registry.getSchemaById(id).rawSchema();
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND) {
        throw undecodable("names schema id " + id + ", which the Schema Registry does not know", e);
      }
      throw new RegistryUnavailableException(
          "The Schema Registry did not give schema id %d (status %d)".formatted(id, e.getStatus()),
          e);
    } catch (IOException e) {
      throw new RegistryUnavailableException("The Schema Registry did not give schema id " + id, e);
    }
  }

  private UndecodableException undecodable(String what, @Nullable Exception cause) {
    return new UndecodableException("The value in " + topic.name() + " " + what, cause);
  }

  private static String rootMessage(Throwable thrown) {
    return Causes.of(thrown)
        .reduce((outer, inner) -> inner)
        .map(root -> String.valueOf(root.getMessage()))
        .orElseThrow();
  }

  /** Whether the registry was out of reach or out of order, rather than saying no. */
  private static boolean causedByRegistry(Throwable thrown) {
    return Causes.of(thrown)
        .filter(cause -> cause instanceof RestClientException || cause instanceof IOException)
        .findFirst()
        .map(
            cause ->
                !(cause instanceof RestClientException answer)
                    || answer.getStatus() >= SERVER_ERROR)
        .orElse(false);
  }
}
