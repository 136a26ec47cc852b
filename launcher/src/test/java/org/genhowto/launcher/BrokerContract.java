package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the workers need of a Kafka, whichever it is. */
abstract class BrokerContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name = getClass().getSimpleName() + "-" + UUID.randomUUID();
  private Admin admin;

  abstract String bootstrap();

  @BeforeEach
  void connect() {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
  }

  @AfterEach
  void disconnect() {
    admin.close();
  }

  @Test
  void the_catalogue_can_be_created_again_and_again() throws Exception {
    TopicCreation creation = new TopicCreation((short) 1);
    creation.create(admin, Set.of("ingest"));

    List<String> second = creation.create(admin, Set.of("ingest", name));

    assertThat(second).containsExactlyInAnyOrder(Topics.deadLetters(name), Topics.replays(name));
    assertThat(admin.listTopics().names().get())
        .containsAll(Topics.all().stream().map(topic -> topic.name()).toList())
        .contains(Topics.deadLetters("ingest"));
    assertThat(setting("evaluation-metrics", "cleanup.policy")).isEqualTo("compact");
    assertThat(setting("triplets", "cleanup.policy")).isEqualTo("delete");
  }

  @Test
  void a_reader_of_committed_records_sees_a_transaction_whole_or_not_at_all() throws Exception {
    createTopic();
    try (var producer = producer(name);
        var reader = reader("read_committed")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record("aborted")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(record("first")).get();
      producer.send(record("second")).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(record("open")).get();

      assertThat(read(reader, values -> values.size() >= 2)).containsExactly("first", "second");
      // Three records, and a marker for the aborted and one for the committed transaction.
      assertThat(reader.endOffsets(Set.of(partition()))).containsEntry(partition(), 5L);

      producer.commitTransaction();
      assertThat(read(reader, values -> !values.isEmpty())).containsExactly("open");
    }
  }

  @Test
  void offsets_move_with_the_transaction_that_carries_them() throws Exception {
    createTopic();
    ConsumerGroupMetadata group;
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap(), "group.id", name),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      group = consumer.groupMetadata();
    }
    try (var producer = producer(name)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(Map.of(partition(), new OffsetAndMetadata(7)), group);
      producer.commitTransaction();
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(Map.of(partition(), new OffsetAndMetadata(9)), group);
      producer.abortTransaction();
    }

    assertThat(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get())
        .containsEntry(partition(), new OffsetAndMetadata(7));
  }

  @Test
  void a_later_producer_of_the_same_name_fences_the_earlier_one() throws Exception {
    createTopic();
    try (var earlier = producer(name);
        var later = producer(name)) {
      earlier.initTransactions();
      later.initTransactions();

      assertThatThrownBy(
              () -> {
                earlier.beginTransaction();
                earlier.send(record("ghost")).get();
                earlier.commitTransaction();
              })
          .isInstanceOfAny(KafkaException.class, ExecutionException.class);

      later.beginTransaction();
      later.send(record("real")).get();
      later.commitTransaction();
    }
    try (var reader = reader("read_committed")) {
      assertThat(read(reader, values -> !values.isEmpty())).containsExactly("real");
    }
  }

  private TopicPartition partition() {
    return new TopicPartition(name, 0);
  }

  private void createTopic() throws Exception {
    admin.createTopics(Set.of(new NewTopic(name, 1, (short) 1))).all().get();
  }

  private String setting(String topic, String key) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(Set.of(resource)).all().get().get(resource).get(key).value();
  }

  private ProducerRecord<String, byte[]> record(String value) {
    return new ProducerRecord<>(name, value, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ConsumerRecord<String, byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private KafkaProducer<String, byte[]> producer(String transactionalId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap());
    if (transactionalId != null) {
      settings.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<String, byte[]> reader(String isolation) {
    var reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap(),
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    reader.assign(Set.of(partition()));
    return reader;
  }

  private static List<String> read(
      KafkaConsumer<String, byte[]> reader, Predicate<List<String>> enough) {
    List<String> values = new ArrayList<>();
    Instant end = Instant.now().plus(PATIENCE);
    while (!enough.test(values) && Instant.now().isBefore(end)) {
      reader.poll(Duration.ofMillis(500)).forEach(record -> values.add(text(record)));
    }
    return values;
  }
}
