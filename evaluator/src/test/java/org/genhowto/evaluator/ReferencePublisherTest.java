package org.genhowto.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.features.FeatureVector;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReferencePublisherTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  @Test
  @Timeout(30)
  void every_sample_of_the_reference_set_says_where_it_comes_from() throws Exception {
    // Given
    write();
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    // When
    EvaluationSample sample;
    try (Platform platform = platform()) {
      ReferencePublisher publisher = publisher(platform, producer, new OneFeature());
      publisher.start();
      while (!producer.closed()) {
        Thread.onSpinWait();
      }
      assertThat(publisher.failure()).isEmpty();
      publisher.close();
      sample =
          platform
              .serdes()
              .codec(Topics.EVALUATION_SAMPLES)
              .decode(producer.history().get(0).value());
    }
    // Then
    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    Headers headers = sent.headers();
    assertThat(sample.getCategory()).isEqualTo("apple");
    assertThat(sent.key()).asString().isEqualTo(sample.getSampleId());
    assertThat(Provenance.text(headers, Provenance.MESSAGE_ID)).contains(sample.getSampleId());
    assertThat(Provenance.text(headers, Provenance.PRODUCER)).contains("reference");
    assertThat(Provenance.text(headers, Provenance.CREATED_AT)).contains(NOW.toString());
    assertThat(Provenance.text(headers, Provenance.TRACEPARENT)).isPresent();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  @Timeout(30)
  void a_worker_that_ends_does_not_wait_for_the_rest_of_the_set() throws Exception {
    write();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (Platform platform = platform()) {
      ReferencePublisher publisher =
          publisher(
              platform,
              producer,
              new OneFeature() {
                @Override
                public Features features(byte[] image) {
                  begun.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return super.features(image);
                }
              });
      publisher.start();
      begun.await();
      publisher.close();
      assertThat(publisher.failure()).isEmpty();
      assertThat(producer.history()).isEmpty();
    }
  }

  @Test
  @Timeout(30)
  void an_image_that_cannot_be_read_ends_the_worker_with_its_name() throws Exception {
    write();
    Files.delete(folder.resolve("a.png"));
    try (Platform platform = platform()) {
      ReferencePublisher publisher =
          publisher(
              platform,
              new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
              new OneFeature());
      publisher.start();
      while (publisher.failure().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(publisher.failure().get())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("reference image " + folder.resolve("a.png"));
      publisher.close();
    }
  }

  private void write() throws IOException {
    Files.write(folder.resolve("a.png"), new byte[] {1});
    ReferenceSet.write(
        folder, List.of(new ReferenceSet.Item("a.png", "apple", Target.ACTION, Role.TEST_INITIAL)));
  }

  private ReferencePublisher publisher(
      Platform platform, MockProducer<byte[], byte[]> producer, FeatureExtractor features) {
    return new ReferencePublisher(
        () -> new TopicSender("reference", platform, producer),
        Optional.of(ReferenceSet.read("test", folder)),
        features);
  }

  private static class OneFeature implements FeatureExtractor {
    @Override
    public Features features(byte[] image) {
      FeatureVector vector = new FeatureVector(new float[] {image[0]}, "one");
      return new Features(vector, vector);
    }

    @Override
    public double agreement(byte[] image, String prompt) {
      return 0;
    }

    @Override
    public void close() {}
  }

  private Platform platform() {
    return new Platform(
        new KafkaConnection("nowhere:1", "mock://none", Map.of(), Map.of()),
        AvroSerdes.at("mock://reference-publisher"),
        BlobStores.open("file:" + folder),
        new Telemetry(),
        Clock.fixed(NOW, ZoneOffset.UTC),
        "test");
  }
}
