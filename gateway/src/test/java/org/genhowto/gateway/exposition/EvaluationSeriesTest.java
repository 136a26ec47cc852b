package org.genhowto.gateway.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationSeriesTest {
  private static final String LABELS =
      "{category=\"apple\",features=\"clip-1\",generation=\"genhowto\",metric=\"fid\","
          + "release=\"r-2\",set=\"held-out\",target=\"finalState\",window=\"last-500\"} ";

  private final Telemetry telemetry = new Telemetry();
  private final AvroSerdes serdes = AvroSerdes.at("mock://" + UUID.randomUUID());
  private final EvaluationReader reader =
      new EvaluationReader(serdes, new EvaluationSeries(telemetry.registry()));

  @AfterEach
  void close() {
    telemetry.close();
    serdes.close();
  }

  @Test
  void a_value_is_told_with_its_interval_its_samples_and_its_time() throws Exception {
    write(fid(21.5).setLow(20.25).setHigh(23.0).build());

    assertThat(telemetry.scrape())
        .contains(
            "genhowto_evaluation_value" + LABELS + "21.5",
            "genhowto_evaluation_low" + LABELS + "20.25",
            "genhowto_evaluation_high" + LABELS + "23.0",
            "genhowto_evaluation_samples" + LABELS + "512.0",
            "genhowto_evaluation_as_of_timestamp_seconds" + LABELS + "1.8E9",
            "genhowto_evaluation_metrics 1.0");
  }

  @Test
  void the_newest_record_of_a_key_counts_and_another_key_stands_beside_it() throws Exception {
    write(fid(21.5).build());
    write(fid(19.0).build());
    write(fid(30.0).setRelease("r-1").build());

    assertThat(telemetry.scrape())
        .contains("genhowto_evaluation_value" + LABELS + "19.0")
        .contains("genhowto_evaluation_value" + LABELS.replace("r-2", "r-1") + "30.0")
        .doesNotContain("21.5", "genhowto_evaluation_low");
  }

  @Test
  void what_is_deleted_from_the_topic_is_told_no_longer() throws Exception {
    EvaluationMetric metric = fid(21.5).setLow(20.0).build();
    write(metric);
    delete(metric);

    assertThat(telemetry.scrape())
        .contains("genhowto_evaluation_metrics 0.0")
        .doesNotContain("release=\"r-2\"");
    delete(metric); // A deletion of what is not known is nothing.
  }

  @Test
  void a_value_that_is_not_enough_yet_is_no_number() throws Exception {
    write(fid(21.5).setLow(20.0).build());
    MetricState other =
        Arrays.stream(MetricState.values())
            .filter(state -> state != MetricState.MEASURED)
            .findFirst()
            .orElseThrow();
    write(fid(21.5).setLow(20.0).setState(other).build());

    assertThat(telemetry.scrape())
        .contains("genhowto_evaluation_samples" + LABELS + "512.0")
        .doesNotContain("genhowto_evaluation_value" + LABELS, "genhowto_evaluation_low" + LABELS);
  }

  @Test
  void there_is_an_end_to_the_series() {
    try (Telemetry few = new Telemetry()) {
      EvaluationSeries bounded = new EvaluationSeries(few.registry());
      for (int i = 0; i < EvaluationSeries.MOST + 3; i++) {
        bounded.put("key-" + i, fid(1).setCategory("c" + i).build());
      }
      assertThat(few.scrape())
          .contains("genhowto_evaluation_metrics " + (double) EvaluationSeries.MOST);
      bounded.remove("key-0");
      bounded.put("key-new", fid(1).setCategory("new").build());
      assertThat(few.scrape()).contains("category=\"new\"");
    }
  }

  private static EvaluationMetric.Builder fid(double value) {
    return EvaluationMetric.newBuilder()
        .setName("fid")
        .setValue(value)
        .setSamples(512)
        .setSet("held-out")
        .setRelease("r-2")
        .setGeneration("genhowto")
        .setTarget(Target.FINAL_STATE)
        .setCategory("apple")
        .setWindow("last-500")
        .setFeatures("clip-1")
        .setAsOf(Instant.ofEpochSecond(1_800_000_000));
  }

  private void write(EvaluationMetric metric) throws Exception {
    reader.read(record(metric, serdes.codec(Topics.EVALUATION_METRICS).encode(metric)));
  }

  private void delete(EvaluationMetric metric) throws Exception {
    reader.read(record(metric, null));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      EvaluationMetric metric, byte @Nullable [] value) {
    byte[] key = MetricKey.of(metric).getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(Topics.EVALUATION_METRICS.name(), 0, 0, key, value);
  }
}
