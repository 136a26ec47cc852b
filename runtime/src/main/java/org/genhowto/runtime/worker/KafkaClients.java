package org.genhowto.runtime.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one maker of Kafka clients. All of them carry bytes: records are encoded and decoded one by
 * one, so that a bad one never throws out of a client.
 */
public final class KafkaClients {
  private final Map<String, Object> connection;

  private KafkaClients(Map<String, Object> settings, String clientId) {
    this.connection = new TreeMap<>(settings);
    connection.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
  }

  /** Clients of one name. */
  public static KafkaClients of(KafkaConnection kafka, String clientId) {
    return new KafkaClients(kafka.clientSettings(), clientId);
  }

  /**
   * Clients of a part of this process, told apart from those of other processes, whose numbers are
   * the process's own.
   */
  public static KafkaClients of(Platform platform, String part) {
    Map<String, Object> settings = platform.kafka().clientSettings();
    platform.telemetry().observe(settings);
    return new KafkaClients(settings, part + "-" + platform.instance());
  }

  /** Clients of brokers that need no further settings. */
  public static KafkaClients at(String bootstrap, String clientId) {
    return new KafkaClients(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap), clientId);
  }

  /** A producer whose record is written once, by all replicas in sync, or fails. */
  public Producer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  /** The same with settings of its own. */
  public Producer<byte[], byte[]> producer(Map<String, Object> own) {
    return new KafkaProducer<>(
        producerSettings(own), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A producer of transactions, which shuts out every earlier one of the same id. */
  public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
    return producer(transactionSettings(transactionalId));
  }

  /** A consumer with settings of its own; it commits nothing by itself. */
  public Consumer<byte[], byte[]> consumer(Map<String, Object> own) {
    return new KafkaConsumer<>(
        consumerSettings(own), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The same, whose changing view of the cluster is told. */
  public Consumer<byte[], byte[]> consumer(Map<String, Object> own, TopicIdentities identities) {
    return new KafkaConsumer<>(
        consumerSettings(own), new ByteArrayDeserializer(), identities.listener());
  }

  /** A consumer of committed records that reads from the beginning, in no group. */
  public Consumer<byte[], byte[]> reader() {
    return consumer(Map.of());
  }

  public Admin admin() {
    return Admin.create(connection);
  }

  Map<String, Object> producerSettings(Map<String, Object> own) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    // With several under way, the first into a new partition may be refused and the second taken;
    // then the first is out of order for as long as it is tried.
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    config.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, LedgerPartitioner.class);
    // A dead letter is its original, which may be as large as brokers take, and more headers.
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
    config.putAll(own);
    return config;
  }

  static Map<String, Object> transactionSettings(String transactionalId) {
    return Map.of(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        transactionalId,
        // A transaction takes milliseconds; a dead worker's open one holds up readers this long.
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        20_000,
        // As long, and no longer, a commit is tried that the brokers will not take.
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        20_000,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4");
  }

  Map<String, Object> consumerSettings(Map<String, Object> own) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Partitions that are added while it runs are found this soon, instead of after minutes.
    config.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 15_000);
    config.putAll(own);
    return config;
  }
}
