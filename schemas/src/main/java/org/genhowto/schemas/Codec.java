package org.genhowto.schemas;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
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

  /**
   * How the registry's client begins to speak of a schema in JSON Schema, Protobuf, or in error.
   */
  private static final String NO_AVRO = "Invalid schema";

  /** What the subject of a topic's values is called behind the topic. */
  private static final String SUBJECT = "-value";

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
   * @throws RegistryUnavailableException the registry does not answer, or has another schema in its
   *     place: neither is the record's fault, and both can be mended meanwhile
   * @throws SerializationException a field is wrong
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
    } catch (IllegalArgumentException | SerializationException | StackOverflowError e) {
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
      Optional<String> reason = registryFault(e);
      if (reason.isPresent()) {
        throw new RegistryUnavailableException(
            "The Schema Registry %s: it did not take the schema of %s"
                .formatted(reason.get(), topicName),
            e);
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
      // As the deserializer asks, which then finds the answer in the client's memory: a connection
      // that breaks must not look like a record that cannot be decoded.
      return (Schema) registry.getSchemaBySubjectAndId(topic.name() + SUBJECT, id).rawSchema();
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND) {
        throw undecodable("names schema id " + id + ", which the Schema Registry does not know", e);
      }
      throw new RegistryUnavailableException(
          "The Schema Registry did not give schema id %d (status %d)".formatted(id, e.getStatus()),
          e);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith(NO_AVRO)) {
        throw undecodable("names schema id %d, which is no Avro schema".formatted(id), e);
      }
      throw new RegistryUnavailableException("The Schema Registry did not give schema id " + id, e);
    }
  }

  private UndecodableException undecodable(String what, @Nullable Throwable cause) {
    return new UndecodableException("The value in " + topic.name() + " " + what, cause);
  }

  private static String rootMessage(Throwable thrown) {
    return Causes.of(thrown)
        .reduce((outer, inner) -> inner)
        .map(root -> String.valueOf(root.getMessage()))
        .orElseThrow();
  }

  /** What is wrong with the registry, where that is what failed. */
  private static Optional<String> registryFault(Throwable thrown) {
    return Causes.of(thrown)
        .filter(cause -> cause instanceof RestClientException || cause instanceof IOException)
        .findFirst()
        .map(
            cause ->
                cause instanceof RestClientException answer && answer.getStatus() < SERVER_ERROR
                    ? "holds another schema (status %d: %s)"
                        .formatted(answer.getStatus(), PlainText.shown(rootMessage(answer)))
                    : "is out of reach");
  }
}
