package org.genhowto.evaluator.heldout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutFollowerTest {
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

  private List<String> sent() {
    return producer.history().stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void what_was_not_sent_is_sent_once_the_broker_is_there_and_what_ended_is_not_sent_again()
      throws Exception {
    List<HeldOutItem> items = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] rgb = new byte[3 * 64];
      rgb[0] = (byte) (i + 1);
      Files.write(folder.resolve(i + ".png"), Images.png(new RgbImage(8, 8, rgb)));
      items.add(new HeldOutItem(i + ".png", "apple", Target.ACTION, "a cut apple"));
    }
    HeldOutSet.write(folder, items);
    try (Platform platform = platform()) {
      HeldOutFollower follower =
          new HeldOutFollower(
              platform,
              new HeldOutSettings(Optional.of(folder), "test", 10, HeldOutSettings.Asks.ALWAYS),
              new TopicSender("held-out", platform, producer));
      follower.start();
      follower.turned(Map.of(), false);
      assertThat(sent()).as("before all is known").isEmpty();

      away = true;
      assertThatThrownBy(() -> follower.turned(Map.of(), true)).isInstanceOf(KafkaException.class);
      away = false;
      follower.turned(Map.of(), true);
      assertThat(sent()).hasSize(3).doesNotHaveDuplicates();

      GenerationResult result =
          GenerationResult.newBuilder()
              .setRequestId(sent().get(0))
              .setStatus(GenerationStatus.SUCCEEDED)
              .setTarget(Target.ACTION)
              .build();
      follower.read(
          new ConsumerRecord<>(
              Topics.GENERATION_RESULTS.name(),
              0,
              0,
              sent().get(0).getBytes(StandardCharsets.UTF_8),
              platform.serdes().codec(Topics.GENERATION_RESULTS).encode(result)));
      follower.turned(Map.of(), true);
      assertThat(sent()).hasSize(3);
      assertThat(follower.notice()).isEmpty();
      follower.close();
    }
  }

  private Platform platform() {
    return new Platform(
        new KafkaConnection("none:1", "mock://held-out", Map.of(), Map.of()),
        AvroSerdes.at("mock://held-out"),
        BlobStores.open(
            Configuration.of(Map.of("blobs.uri", folder.resolve("blobs").toUri().toString()))),
        new Telemetry(),
        Clock.systemUTC(),
        "test");
  }
}
