package org.genhowto.launcher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.genhowto.launcher.embedded.SchemaStore.Entry;
import org.genhowto.launcher.embedded.SchemaStore.Level;
import org.genhowto.launcher.embedded.SchemaStore.Version;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.schemas.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of the registry: a compacted topic, with keys and values as Confluent's own registry
 * writes them, so that one can take over.
 */
final class SchemasTopic implements SchemaStore.Journal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemasTopic.class);
  private static final String TOPIC = "_schemas";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final KafkaClients clients;
  private final short replication;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private volatile Supplier<List<Entry>> known = List::of;

  /**
   * @param replication replicas of the topic where it is missing
   */
  SchemasTopic(KafkaClients clients, short replication) {
    this.clients = clients;
    this.replication = replication;
    this.admin = clients.admin();
    this.producer =
        clients.producer(
            Map.of(
                "delivery.timeout.ms", 30_000,
                "request.timeout.ms", 10_000,
                "max.block.ms", 10_000,
                "linger.ms", 0));
  }

  /** Where all that the topic is to hold can be had, should someone delete it. */
  void keep(Supplier<List<Entry>> all) {
    known = all;
  }

  /** Creates the topic where it is missing, and hands over all that it holds. */
  void replay(java.util.function.Consumer<Entry> store) throws InterruptedException {
    create();
    try (Consumer<byte[], byte[]> consumer = clients.reader()) {
      consumer.assign(Set.of(PARTITION));
      consumer.seekToBeginning(Set.of(PARTITION));
      long end = consumer.endOffsets(Set.of(PARTITION)).getOrDefault(PARTITION, 0L);
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          take(record, store);
        }
      }
    }
  }

  @Override
  public void append(Entry entry) {
    if (createIfMissing()) {
      LOG.atWarn().addKeyValue("topic", TOPIC).log("the registry's topic was gone; written anew");
      known.get().forEach(this::write);
    }
    write(entry);
  }

  private void write(Entry entry) {
    ObjectNode key = Json.PLAIN.createObjectNode();
    ObjectNode value = Json.PLAIN.createObjectNode();
    if (entry instanceof Version version) {
      key.put("keytype", "SCHEMA");
      key.put("subject", version.subject());
      key.put("version", version.version());
      key.put("magic", 1);
      value.put("subject", version.subject());
      value.put("version", version.version());
      value.put("id", version.id());
      value.put("schema", version.schema());
      value.put("deleted", version.deleted());
    } else if (entry instanceof Level level) {
      key.put("keytype", "CONFIG");
      key.put("subject", level.subject());
      key.put("magic", 0);
      value.put("compatibilityLevel", level.level().name());
    }
    send(key.toString(), value.toString());
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }

  /** Whether it was missing. */
  private boolean create() throws InterruptedException {
    try {
      NewTopic topic =
          new NewTopic(TOPIC, 1, replication).configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(Set.of(topic)).all().get();
      return true;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new KafkaException("Topic " + TOPIC + " was not created", e.getCause());
      }
      return false;
    }
  }

  private boolean createIfMissing() {
    try {
      return create();
    } catch (KafkaException e) {
      throw broken("Error in the backend data store: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("The registry is being stopped");
    }
  }

  private void send(String key, String value) {
    try {
      producer.send(new ProducerRecord<>(TOPIC, key.getBytes(UTF_8), value.getBytes(UTF_8))).get();
    } catch (ExecutionException | KafkaException e) {
      throw broken("Error in the backend data store: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("The registry is being stopped");
    }
  }

  private static RegistryError broken(String message) {
    return new RegistryError(RegistryError.BROKEN, 50001, message);
  }

  /** Hands over what a record says; one that says nothing to a registry is passed over. */
  private static void take(
      ConsumerRecord<byte[], byte[]> record, java.util.function.Consumer<Entry> store) {
    try {
      read(record).ifPresent(store);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      LOG.atWarn()
          .addKeyValue("topic", TOPIC)
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", PlainText.shown(String.valueOf(e.getMessage())))
          .log("a record that is no entry of a registry is passed over");
    }
  }

  /** What a record says, where it is of a kind this registry knows. */
  private static Optional<Entry> read(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.key() == null || record.value() == null) {
      return Optional.empty(); // a tombstone, soon to be compacted away
    }
    JsonNode key = Json.PLAIN.readTree(record.key());
    JsonNode value = Json.PLAIN.readTree(record.value());
    return switch (key.path("keytype").asText()) {
      case "SCHEMA" -> Optional.of(version(value));
      case "CONFIG" -> Optional.of(level(key, value));
      default -> Optional.empty();
    };
  }

  private static Version version(JsonNode value) {
    Version version =
        new Version(
            value.path("subject").asText(),
            value.path("version").asInt(),
            value.path("id").asInt(),
            value.path("schema").asText(),
            value.path("deleted").asBoolean());
    if (version.version() < 1 || version.id() < 1) {
      throw new IllegalArgumentException(
          "version %d with id %d, expected both from 1".formatted(version.version(), version.id()));
    }
    return version;
  }

  private static Level level(JsonNode key, JsonNode value) {
    String name = value.path("compatibilityLevel").asText();
    CompatibilityLevel level = CompatibilityLevel.forName(name);
    if (level == null) {
      throw new IllegalArgumentException("level '" + name + "', expected one of Confluent's");
    }
    return new Level(key.path("subject").textValue(), level);
  }
}
