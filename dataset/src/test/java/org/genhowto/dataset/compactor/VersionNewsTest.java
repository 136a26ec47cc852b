package org.genhowto.dataset.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.ShardSize;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.DatasetVersion;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionNewsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private boolean away;

  /** A broker that can be away. */
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, Callback callback) {
          if (away) {
            throw new KafkaException("the broker is away");
          }
          return super.send(record, callback);
        }
      };

  @Test
  void each_version_is_told_once_whoever_made_it_and_also_where_the_broker_was_away()
      throws Exception {
    Configuration settings =
        Configuration.of(Map.of("blobs.uri", folder.resolve("blobs").toUri().toString()));
    try (Platform platform =
            new Platform(
                new KafkaConnection("none:1", "mock://versions", Map.of(), Map.of()),
                AvroSerdes.at("mock://versions"),
                BlobStores.open(settings),
                new Telemetry(),
                Clock.systemUTC(),
                "test");
        DatasetStore store = DatasetStore.open(folder.resolve("dataset").toString(), settings);
        TopicSender sender = new TopicSender("compactor", platform, producer)) {
      VersionNews news = new VersionNews(store, sender);
      news.look(START);
      assertThat(producer.history()).as("before the first").isEmpty();

      make(1, 5);
      away = true;
      assertThatThrownBy(() -> news.look(START.plusSeconds(5))).isInstanceOf(KafkaException.class);
      away = false;
      news.look(START.plusSeconds(10));
      news.look(START.plusSeconds(15));
      assertThat(producer.history()).hasSize(1);
      DatasetVersion told =
          platform
              .serdes()
              .codec(Topics.DATASET_VERSIONS)
              .decode(producer.history().get(0).value());
      assertThat(told.getVersion()).isEqualTo(1);
      assertThat(told.getSamples()).isEqualTo(7);
      assertThat(told.getTrainSamples()).isEqualTo(5);
      assertThat(told.getLeftOut()).isEqualTo(4);
      assertThat(told.getMadeAt()).isEqualTo(START.plusSeconds(10));

      VersionNews restarted = new VersionNews(store, sender);
      ProducerRecord<byte[], byte[]> written = producer.history().get(0);
      restarted.told(new ConsumerRecord<>(written.topic(), 0, 0, written.key(), written.value()));
      restarted.look(START.plusSeconds(20));
      assertThat(producer.history()).as("known from the topic").hasSize(1);
      make(2, 9);
      restarted.look(START.plusSeconds(22));
      assertThat(producer.history()).as("looked at now and then").hasSize(1);
      restarted.look(START.plusSeconds(25));
      assertThat(producer.history())
          .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
          .containsExactly("1", "2");
    }
  }

  private void make(long version, long samples) throws Exception {
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            version,
            null,
            "id",
            new ShardSize(1, 1),
            new TreeMap<>(
                Map.of(
                    "train", new Manifest.Count(1, samples, 10),
                    "test", new Manifest.Count(1, 2, 10))),
            new TreeMap<>(),
            Map.of(),
            List.of(),
            new TreeMap<>(),
            0,
            new TreeMap<>(Map.of("alike", 4L)),
            null);
    Path file = folder.resolve("dataset/versions/%06d/dataset.json".formatted(version));
    Files.createDirectories(file.getParent());
    Files.writeString(file, Json.PLAIN.writeValueAsString(manifest));
    Files.writeString(
        folder.resolve("dataset/latest.json"), "{\"version\": %d}".formatted(version));
  }
}
