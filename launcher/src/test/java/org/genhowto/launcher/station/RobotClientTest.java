package org.genhowto.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobotClientTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  @Test
  void what_it_sends_says_where_it_comes_from() throws Exception {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (Platform platform = platform();
        RobotClient client = new RobotClient(platform, producer)) {
      VideoReference reference =
          VideoReference.newBuilder()
              .setVideoId("video-1")
              .setUri("file:///video-1")
              .setCategory("apple")
              .build();
      // When
      client.send(Topics.VIDEO_REFERENCES, "video-1", reference);
      // Then
      Headers headers = producer.history().get(0).headers();
      assertThat(Provenance.text(headers, Provenance.MESSAGE_ID)).contains("video-1");
      assertThat(Provenance.text(headers, Provenance.PRODUCER)).contains("robot-client");
      assertThat(Provenance.text(headers, Provenance.CREATED_AT)).contains(NOW.toString());
      assertThat(Provenance.text(headers, Provenance.TRACEPARENT))
          .hasValueSatisfying(
              trace -> assertThat(trace).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
    }
  }

  private Platform platform() {
    return new Platform(
        new KafkaConnection("nowhere:1", "mock://none", Map.of(), Map.of()),
        AvroSerdes.at("mock://robot-client"),
        BlobStores.open("file:" + folder),
        new Telemetry(),
        Clock.fixed(NOW, ZoneOffset.UTC),
        "test");
  }
}
