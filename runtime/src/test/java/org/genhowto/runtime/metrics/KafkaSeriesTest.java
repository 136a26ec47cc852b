package org.genhowto.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients are real and have nobody to talk to: what they count is there all the same. */
class KafkaSeriesTest {
  private final Telemetry telemetry = new Telemetry();

  @TempDir Path folder;

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void a_client_tells_its_numbers_until_it_is_closed() {
    KafkaProducer<byte[], byte[]> producer = producer("ingest-0");
    assertThat(telemetry.scrape())
        .contains(
            "# TYPE kafka_producer_record_error_total counter",
            "kafka_producer_record_error_total{client_id=\"ingest-0\"} 0.0",
            "kafka_producer_txn_commit_time_seconds_total{client_id=\"ingest-0\"} 0.0",
            "kafka_producer_buffer_available_bytes{client_id=\"ingest-0\"} 3.3554432E7");

    producer.close();
    assertThat(telemetry.scrape()).doesNotContain("kafka_producer");
  }

  @Test
  void a_client_in_the_place_of_another_goes_on_with_its_series() {
    KafkaSeries series = new KafkaSeries(telemetry.registry());
    KafkaMetric former = metric(7);
    KafkaMetric next = metric(2);
    series.add(former);
    series.add(next);
    series.remove(former);
    assertThat(telemetry.scrape())
        .contains("kafka_producer_record_send_total{client_id=\"a\"} 2.0");

    series.remove(next);
    assertThat(telemetry.scrape()).doesNotContain("kafka_producer_record_send_total");
  }

  @Test
  void what_the_user_set_to_be_told_is_told_too() {
    Map<String, Object> settings = new HashMap<>(Map.of("metric.reporters", "a.B, c.D"));
    telemetry.observe(settings);
    assertThat(settings)
        .containsEntry("metric.reporters", List.of("a.B", "c.D", KafkaReporter.class.getName()));
  }

  @Test
  void every_number_is_one_that_kafka_has() {
    Set<String> had = new HashSet<>();
    try (KafkaProducer<byte[], byte[]> producer = producer("p");
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        Admin admin = Admin.create(settings("a"));
        KafkaStreams streams = streams()) {
      for (Map<MetricName, ? extends Metric> metrics :
          List.of(producer.metrics(), consumer.metrics(), admin.metrics(), streams.metrics())) {
        metrics.keySet().stream()
            .filter(name -> KafkaNumber.of(name).isPresent())
            .forEach(name -> had.add(name.group() + "/" + name.name()));
      }
      assertThat(telemetry.scrape())
          .contains("kafka_stream_state{client_id=\"s\",state=\"CREATED\"} 1.0");
    }

    assertThat(had)
        .isEqualTo(
            KafkaNumber.all().stream()
                .map(number -> number.group() + "/" + number.kafka())
                .collect(Collectors.toSet()));
  }

  private Map<String, Object> settings(String client) {
    Map<String, Object> settings =
        new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1", "client.id", client));
    telemetry.observe(settings);
    return settings;
  }

  private KafkaProducer<byte[], byte[]> producer(String client) {
    return new KafkaProducer<>(
        settings(client), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = settings("c");
    settings.put("group.id", "g");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaStreams streams() {
    Properties settings = new Properties();
    settings.putAll(settings("s"));
    settings.put("application.id", "s");
    settings.put("state.dir", folder.toString());
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("in").to("out");
    return new KafkaStreams(builder.build(), settings);
  }

  private static KafkaMetric metric(double value) {
    MetricName name =
        new MetricName(
            "record-send-total", "producer-metrics", "Records sent.", Map.of("client-id", "a"));
    Measurable measured = (config, now) -> value;
    return new KafkaMetric(new Object(), name, measured, new MetricConfig(), Time.SYSTEM);
  }
}
