package org.genhowto.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.GroupBacklog;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogIT {
  private static final TopicPartition INPUT = new TopicPartition("sampled-frames", 0);

  @Test
  void it_is_empty_once_all_before_a_transactions_mark_is_done(@TempDir Path folder)
      throws Exception {
    try (EmbeddedPlatform embedded =
            EmbeddedPlatform.start(folder.resolve("kafka"), EmbeddedPlatform.Ports.ANY);
        Platform platform = Platform.from(settings(embedded, folder));
        Admin admin = Admin.create(platform.kafka().clientSettings());
        KafkaProducer<byte[], byte[]> producer = producer(platform);
        Backlog backlog = new Backlog(platform)) {
      new TopicCreation((short) 1).create(admin, Set.of());
      assertThat(backlog.isEmpty(WorkerCatalogue.LOCALIZER)).isTrue();

      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(INPUT.topic(), 0, null, new byte[] {1})).get();
      // What is not committed yet is still to come.
      assertThat(backlog.isEmpty(WorkerCatalogue.LOCALIZER)).isFalse();
      producer.commitTransaction();
      assertThat(backlog.isEmpty(WorkerCatalogue.LOCALIZER)).isFalse();

      commit(admin, 1);
      assertThat(backlog.isEmpty(WorkerCatalogue.LOCALIZER)).isTrue();
    }
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // What a send comes to, the commit says.
  void what_waits_behind_the_first_part_of_a_topology_counts_before_the_group_has_read_any(
      @TempDir Path folder) throws Exception {
    String between = "metrics-by-set-repartition";
    Set<String> input = Set.of(Topics.EVALUATION_SAMPLES.name());
    try (EmbeddedPlatform embedded =
            EmbeddedPlatform.start(folder.resolve("kafka"), EmbeddedPlatform.Ports.ANY);
        Platform platform = Platform.from(settings(embedded, folder));
        Admin admin = Admin.create(platform.kafka().clientSettings());
        KafkaProducer<byte[], byte[]> producer = producer(platform);
        GroupBacklog backlog =
            new GroupBacklog(
                KafkaClients.of(platform, "backlog"), "metrics", input, Set.of(between))) {
      new TopicCreation((short) 1).create(admin, Set.of());
      assertThat(backlog.measure().records()).as("before its first start").isZero();

      admin.createTopics(List.of(new NewTopic(between, 1, (short) 1))).all().get();
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < 998; i++) {
        producer.send(new ProducerRecord<>(between, 0, null, new byte[] {1}));
      }
      producer.commitTransaction();
      assertThat(backlog.measure().records()).isBetween(998L, 999L); // The transaction has a mark.
    }
  }

  private static Configuration settings(EmbeddedPlatform embedded, Path folder) {
    return Configuration.of(
        Map.of(
            "kafka.bootstrap", embedded.bootstrap(),
            "registry.url", embedded.registryUrl(),
            "blobs.uri", folder.resolve("blobs").toUri().toString()));
  }

  private static KafkaProducer<byte[], byte[]> producer(Platform platform) {
    Map<String, Object> settings = platform.kafka().clientSettings();
    settings.put("transactional.id", "backlog");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void commit(Admin admin, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            WorkerCatalogue.LOCALIZER.group().orElseThrow(),
            Map.of(INPUT, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }
}
