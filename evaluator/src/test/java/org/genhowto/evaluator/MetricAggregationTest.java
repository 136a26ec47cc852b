package org.genhowto.evaluator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.genhowto.evaluator.features.FeatureExtractor.Features;
import org.genhowto.evaluator.features.FeatureVector;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.record.RawPoison;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricAggregationTest {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final AvroSerdes serdes = AvroSerdes.at("mock://metric-aggregation");
  private final Random random = new Random(3);
  private TopologyTestDriver driver;
  private TestInputTopic<String, EvaluationSample> samples;
  private TestOutputTopic<String, EvaluationMetric> metrics;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "metrics");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    driver =
        new TopologyTestDriver(
            MetricAggregation.topology(
                serdes,
                new Ledger(EvaluatorWorker.METRICS, "test", serdes, Clock.systemUTC()),
                new MetricFormulas(List.of(1.0), 4),
                INTERVAL),
            properties);
    samples =
        driver.createInputTopic(
            Topics.EVALUATION_SAMPLES.name(),
            new StringSerializer(),
            serdes.serializer(Topics.EVALUATION_SAMPLES));
    metrics =
        driver.createOutputTopic(
            Topics.EVALUATION_METRICS.name(),
            new StringDeserializer(),
            serdes.deserializer(Topics.EVALUATION_METRICS));
  }

  @AfterEach
  void stop() {
    driver.close();
    serdes.close();
  }

  @Test
  void separable_images_give_full_accuracy_and_a_close_distance() {
    for (int i = 0; i < 6; i++) {
      send(Role.REAL_INITIAL, "apple", i, 0);
      send(Role.REAL_INITIAL, "ball", i, 1);
      send(Role.GENERATED, "apple", i, 2);
      send(Role.GENERATED, "ball", i, 3);
      send(Role.TEST_INITIAL, "apple", i, 0);
      send(Role.TEST_INITIAL, "ball", i, 1);
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.TEST_TARGET, "ball", i, 3);
    }

    driver.advanceWallClockTime(INTERVAL);

    Map<String, EvaluationMetric> measured = metrics.readKeyValuesToMap();
    assertThat(measured).containsOnlyKeys("accuracy.action", "fid.action", "kid.action");
    assertThat(requireNonNull(measured.get("accuracy.action")).getValue()).isEqualTo(1.0);
    assertThat(requireNonNull(measured.get("accuracy.action")).getSamples()).isEqualTo(24);
    assertThat(requireNonNull(measured.get("fid.action")).getValue()).isCloseTo(0, within(0.2));
  }

  @Test
  void images_without_the_action_lower_the_accuracy_and_raise_the_distance() {
    for (int i = 0; i < 6; i++) {
      send(Role.REAL_INITIAL, "apple", i, 0);
      send(Role.GENERATED, "apple", i, 0);
      send(Role.TEST_INITIAL, "apple", i, 0);
      send(Role.TEST_TARGET, "apple", i, 2);
    }

    driver.advanceWallClockTime(INTERVAL);

    Map<String, EvaluationMetric> measured = metrics.readKeyValuesToMap();
    assertThat(requireNonNull(measured.get("accuracy.action")).getValue()).isLessThan(1.0);
    assertThat(requireNonNull(measured.get("fid.action")).getValue()).isGreaterThan(1.0);
  }

  @Test
  void a_repeated_sample_replaces_itself() {
    for (int i = 0; i < 5; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
    }
    for (int i = 0; i < 10; i++) {
      send(Role.GENERATED, "apple", i % 5, 2);
    }

    driver.advanceWallClockTime(INTERVAL);

    assertThat(requireNonNull(metrics.readKeyValuesToMap().get("fid.action")).getSamples())
        .isEqualTo(5);
  }

  @Test
  void nothing_is_measured_again_without_change() {
    for (int i = 0; i < 5; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.GENERATED, "apple", i, 2);
    }
    driver.advanceWallClockTime(INTERVAL);
    assertThat(metrics.readKeyValuesToList()).isNotEmpty();

    driver.advanceWallClockTime(INTERVAL);

    assertThat(metrics.isEmpty()).isTrue();
  }

  @Test
  void features_of_another_version_are_not_compared() {
    for (int i = 0; i < 5; i++) {
      send(Role.GENERATED, "old" + i, features(9, 0), "clip-1");
    }
    for (int i = 0; i < 6; i++) {
      send(Role.TEST_TARGET, "new" + i, features(4, 2), "inception-1");
      send(Role.GENERATED, "new" + i, features(4, 2), "inception-1");
    }

    driver.advanceWallClockTime(INTERVAL);

    EvaluationMetric distance = requireNonNull(metrics.readKeyValuesToMap().get("fid.action"));
    assertThat(distance.getSamples()).isEqualTo(6);
    assertThat(distance.getMethod()).isEqualTo("inception-1: Frechet distance, reference n=6");
  }

  @Test
  void samples_that_name_no_version_for_the_distance_have_that_of_the_classifier() {
    EvaluationSample sample =
        sample(Role.GENERATED, "apple", "1", features(4, 2), "clip-1")
            .setFrechetVersion("")
            .build();

    assertThat(EvaluationSamples.frechetVersion(sample)).isEqualTo("fake-1");
  }

  @Test
  void what_is_no_sample_becomes_a_dead_letter_byte_for_byte_and_the_others_are_measured() {
    var raw =
        driver.createInputTopic(
            Topics.EVALUATION_SAMPLES.name(), new ByteArraySerializer(), new ByteArraySerializer());
    byte[] key = {(byte) 0xff, 1};
    byte[] foreign = {7, 7, 7};
    raw.pipeInput(key, (byte[]) null);
    raw.pipeInput((byte[]) null, foreign);
    raw.pipeInput(new byte[0], new byte[0]);
    send(Role.GENERATED, "nan", new float[] {1, Float.NaN, 0, 0}, "fake-1");
    send(Role.GENERATED, "infinite", new float[] {1, Float.NEGATIVE_INFINITY, 0, 0}, "fake-1");
    for (int i = 0; i < 5; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.GENERATED, "apple", i, 2);
    }

    driver.advanceWallClockTime(INTERVAL);

    var letters =
        driver
            .createOutputTopic(
                Topics.deadLetters("metrics"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())
            .readRecordsToList();
    assertThat(letters).hasSize(5);
    assertThat(letters.get(0).key()).isEqualTo(key);
    assertThat(letters.get(0).value()).isNull();
    assertThat(letters.get(1).key()).isNull();
    assertThat(letters.get(1).value()).isEqualTo(foreign);
    assertThat(text(letters.get(3).headers(), "dead-letter-message"))
        .contains("feature 1 = NaN, expected a finite number");
    assertThat(text(letters.get(4).headers(), "dead-letter-topic"))
        .isEqualTo(Topics.EVALUATION_SAMPLES.name());
    assertThat(text(letters.get(4).headers(), "dead-letter-offset")).isEqualTo("4");
    assertThat(metrics.readKeyValuesToMap()).containsOnlyKeys("fid.action", "kid.action");
  }

  @Test
  void of_ten_thousand_records_the_hundred_bad_ones_are_letters_and_no_other() throws Exception {
    byte[] good =
        serdes
            .codec(Topics.EVALUATION_SAMPLES)
            .encode(sample(Role.GENERATED, "apple", "v", features(4, 2), "fake-1").build());
    var raw =
        driver.createInputTopic(
            Topics.EVALUATION_SAMPLES.name(), new StringSerializer(), new ByteArraySerializer());
    for (int i = 0; i < 10_000; i++) {
      if (i % 100 == 50) {
        raw.pipeInput("bad" + i, RawPoison.nth(i / 100).of(good));
      } else {
        send(i < 9_000 ? Role.GENERATED : Role.TEST_TARGET, "apple", i, 2);
      }
    }

    driver.advanceWallClockTime(INTERVAL);

    var letters =
        driver.createOutputTopic(
            Topics.deadLetters("metrics"), new StringDeserializer(), new ByteArrayDeserializer());
    assertThat(letters.readKeyValuesToList())
        .extracting(letter -> letter.key)
        .hasSize(100)
        .doesNotHaveDuplicates()
        .allMatch(key -> key.startsWith("bad"));
    assertThat(
            driver
                .createOutputTopic(
                    Topics.LEDGER.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToMap())
        .hasSize(10_000);
    EvaluationMetric distance = requireNonNull(metrics.readKeyValuesToMap().get("fid.action"));
    assertThat(distance.getSamples()).isEqualTo(8_910);
    assertThat(distance.getMethod()).endsWith("reference n=990");
  }

  @Test
  void samples_of_a_length_of_their_own_are_left_out() {
    for (int i = 0; i < 5; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.GENERATED, "apple", i, 2);
    }
    send(Role.GENERATED, "longer", features(9, 2), "fake-1");
    send(Role.TEST_TARGET, "shorter", features(2, 0), "fake-1");
    send(Role.TEST_TARGET, "empty", new float[0], "fake-1");

    driver.advanceWallClockTime(INTERVAL);

    EvaluationMetric distance = requireNonNull(metrics.readKeyValuesToMap().get("fid.action"));
    assertThat(distance.getSamples()).isEqualTo(5);
    assertThat(distance.getMethod()).isEqualTo("fake-1: Frechet distance, reference n=5");
  }

  @Test
  void a_feature_that_never_changes_and_numbers_of_any_size_are_measured() {
    for (float size : new float[] {0, 1e-30f, 1, 1e30f}) {
      for (int i = 0; i < 9; i++) {
        float[] row = {size, size * i, 0, size * (i % 3)};
        send(Role.TEST_TARGET, "apple" + i, row, "fake-1");
        send(Role.GENERATED, "apple" + i, row, "fake-1");
        send(sample(Role.REAL_INITIAL, "apple", "" + i, row, "fake-1").build());
        send(sample(Role.TEST_INITIAL, "apple", "" + i, row, "fake-1").build());
      }

      driver.advanceWallClockTime(INTERVAL);

      assertThat(metrics.readKeyValuesToMap())
          .as("size %s", size)
          .containsOnlyKeys("accuracy.action", "fid.action", "kid.action");
    }
  }

  private static String text(Headers headers, String name) {
    return new String(requireNonNull(headers.lastHeader(name)).value(), StandardCharsets.UTF_8);
  }

  private void send(Role role, String category, int origin, int direction) {
    send(sample(role, category, String.valueOf(origin), features(4, direction), "fake-1").build());
  }

  private void send(Role role, String origin, float[] frechet, String version) {
    send(sample(role, "apple", origin, frechet, version).build());
  }

  private void send(EvaluationSample sample) {
    samples.pipeInput(sample.getSampleId(), sample);
  }

  private float[] features(int count, int direction) {
    float[] features = new float[count];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (0.05 * random.nextGaussian()) + (i == direction ? 3 : 0);
    }
    return features;
  }

  private static EvaluationSample.Builder sample(
      Role role, String category, String origin, float[] features, String frechetVersion) {
    return EvaluationSamples.sample(
        "test",
        Target.ACTION,
        role,
        category,
        origin,
        new Features(
            new FeatureVector(Arrays.copyOf(features, 4), "fake-1"),
            new FeatureVector(features, frechetVersion)));
  }
}
