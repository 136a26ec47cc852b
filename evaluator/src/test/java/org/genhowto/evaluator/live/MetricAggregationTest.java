package org.genhowto.evaluator.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.genhowto.evaluator.gate.GatePolicy;
import org.genhowto.runtime.record.RawPoison;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricAggregationTest {
  private static final LivePolicy POLICY =
      new LivePolicy(
          List.of(1.0),
          4,
          1,
          10_000,
          10,
          3,
          20_000,
          Duration.ofSeconds(1),
          List.of(),
          GatePolicy.none());

  private final AvroSerdes serdes = AvroSerdes.at("mock://metric-aggregation");
  private final Random random = new Random(3);
  @TempDir Path folder;
  private TopologyTestDriver driver;
  private TestInputTopic<String, EvaluationSample> samples;
  private TestOutputTopic<String, EvaluationMetric> metrics;

  /** What the topic of metrics holds, by its keys. */
  private final Map<String, EvaluationMetric> table = new HashMap<>();

  @BeforeEach
  void start() {
    begin(POLICY);
  }

  private void begin(LivePolicy policy) {
    MetricsDriver metricsDriver = MetricsDriver.start(serdes, policy, folder);
    driver = metricsDriver.driver();
    samples = metricsDriver.in(Topics.EVALUATION_SAMPLES);
    metrics = metricsDriver.out(Topics.EVALUATION_METRICS);
  }

  @AfterEach
  void stop() {
    driver.close();
    serdes.close();
  }

  @Test
  void separable_images_give_full_accuracy_and_a_close_distance() {
    sendSeparable(6, "r1");

    measure();

    EvaluationMetric accuracy = metric("accuracy", "r1");
    assertThat(accuracy.getValue()).isEqualTo(1.0);
    assertThat(accuracy.getSamples()).isEqualTo(12);
    assertThat(accuracy.getReferenceSamples()).isEqualTo(24);
    assertThat(accuracy.getLow().orElseThrow()).isBetween(0.8, 1.0);
    assertThat(accuracy.getDetails())
        .contains("\"apple: initial\",\"ball: initial\",\"apple: target\",\"ball: target\"")
        .contains("[[6,0,0,0],[0,6,0,0],[0,0,6,0],[0,0,0,6]]");
    assertThat(metric("fid", "r1").getValue()).isCloseTo(0, within(0.2));
    assertThat(metric("kid", "r1").getValue()).isLessThan(0.2);
    EvaluationMetric apple = table.get(key("accuracy", "r1", "apple", "all"));
    assertThat(requireNonNull(apple).getReferenceSamples()).isEqualTo(12);
  }

  @Test
  void images_without_the_action_lower_the_accuracy_and_raise_the_distance() {
    for (int i = 0; i < 6; i++) {
      send(Role.REAL_INITIAL, "apple", i, 0);
      send(Role.GENERATED, "apple", i, 0);
      send(Role.TEST_INITIAL, "apple", i, 0);
      send(Role.TEST_TARGET, "apple", i, 2);
    }

    measure();

    assertThat(metric("accuracy", "").getValue()).isLessThan(1.0);
    assertThat(metric("fid", "").getValue()).isGreaterThan(1.0);
  }

  @Test
  void releases_and_methods_are_measured_apart() {
    sendSeparable(6, "good");
    for (int i = 0; i < 6; i++) {
      send(generated("apple", "bad" + i, features(4, 0)).setModelVersion("bad").build());
      send(generated("ball", "bad" + i, features(4, 1)).setModelVersion("bad").build());
      send(
          generated("ball", "other" + i, features(4, 1))
              .setModelVersion("good")
              .setMethod("sdedit")
              .build());
    }

    measure();

    assertThat(metric("accuracy", "good").getValue()).isEqualTo(1.0);
    assertThat(metric("accuracy", "bad").getValue()).isLessThan(0.8);
    assertThat(metric("fid", "bad").getValue()).isGreaterThan(metric("fid", "good").getValue());
    assertThat(table.values())
        .filteredOn(each -> each.getName().equals("fid") && each.getWindow().equals("all"))
        .extracting(EvaluationMetric::getGeneration)
        .containsExactlyInAnyOrder("", "", "sdedit");
  }

  @Test
  void sets_of_one_target_do_not_overwrite_each_other() {
    for (String set : List.of("validation", "test")) {
      for (int i = 0; i < 5; i++) {
        for (Role role : List.of(Role.GENERATED, Role.TEST_TARGET)) {
          send(sample(role, "apple", "" + i, features(4, 2)).setSet(set).build());
        }
      }
    }

    measure();

    assertThat(table.values())
        .filteredOn(each -> each.getName().equals("fid") && each.getWindow().equals("all"))
        .extracting(EvaluationMetric::getSet)
        .containsExactlyInAnyOrder("validation", "test");
  }

  @Test
  void nothing_is_said_before_there_is_enough_but_what_is_missing() {
    for (int i = 0; i < 3; i++) {
      send(Role.GENERATED, "apple", i, 2);
      send(Role.TEST_TARGET, "apple", i, 2);
    }

    measure();

    assertThat(metric("fid", "").getState()).isEqualTo(MetricState.NOT_ENOUGH);
    assertThat(metric("fid", "").getValue()).isNaN();
    assertThat(metric("fid", "").getReason()).isEqualTo("3 of 4 generated images");
    assertThat(metric("accuracy", "").getReason())
        .isEqualTo("0 of 1 real initial images of apple, and 1 more");
    assertThat(table).doesNotContainKey(key("kid", "", "", "all"));
  }

  @Test
  void a_category_without_images_of_a_part_keeps_the_accuracy_back() {
    sendSeparable(6, "");
    send(Role.GENERATED, "cup", 0, 3);

    measure();

    assertThat(metric("accuracy", "").getState()).isEqualTo(MetricState.NOT_ENOUGH);
    assertThat(metric("accuracy", "").getReason())
        .isEqualTo("0 of 1 real initial images of cup, and 2 more");
  }

  @Test
  void a_repeated_sample_replaces_itself() {
    for (int i = 0; i < 5; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
    }
    for (int i = 0; i < 10; i++) {
      send(Role.GENERATED, "apple", i % 5, 2);
    }

    measure();

    assertThat(metric("fid", "").getSamples()).isEqualTo(5);
  }

  @Test
  void samples_that_are_taken_back_leave_nothing() {
    sendSeparable(6, "r");
    measure();
    Map<String, EvaluationMetric> before = Map.copyOf(table);
    List<EvaluationSample> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(generated("apple", "x" + i, features(4, i % 4)).setModelVersion("r").build());
    }
    others.forEach(this::send);
    measure();
    assertThat(metric("fid", "r").getValue())
        .isNotEqualTo(requireNonNull(before.get(key("fid", "r", "", "all"))).getValue());

    Collections.shuffle(others, random);
    others.forEach(each -> send(EvaluationSample.newBuilder(each).setRetracted(true).build()));
    measure();

    before.forEach(
        (key, metric) -> {
          EvaluationMetric now = requireNonNull(table.get(key), key);
          assertThat(now.getValue()).as(key).isEqualTo(metric.getValue());
          assertThat(now.getSamples()).as(key).isEqualTo(metric.getSamples());
          assertThat(now.getReference()).as(key).isEqualTo(metric.getReference());
        });
  }

  @Test
  void the_order_in_which_samples_come_changes_no_value() {
    List<EvaluationSample> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      for (Role role : Role.values()) {
        all.add(sample(role, "c" + i % 2, "" + i, features(4, role.ordinal())).build());
      }
    }
    all.forEach(this::send);
    measure();
    Map<String, Double> first = values();
    driver.close();
    table.clear();
    Collections.shuffle(all, random);
    begin(POLICY);

    all.forEach(this::send);
    measure();

    assertThat(first).hasSizeGreaterThan(5);
    first.keySet().removeIf(key -> key.contains("last-"));
    assertThat(values()).containsAllEntriesOf(first);
  }

  @Test
  void nothing_is_measured_again_without_change() {
    sendSeparable(6, "");
    measure();

    driver.advanceWallClockTime(Duration.ofMinutes(2));
    driver.advanceWallClockTime(Duration.ofMinutes(2));

    assertThat(metrics.isEmpty()).isTrue();
  }

  @Test
  void the_newest_images_and_those_of_the_last_hour_have_values_of_their_own() {
    for (int i = 0; i < 20; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.GENERATED, "apple", i, 0);
    }
    driver.advanceWallClockTime(Duration.ofHours(2));
    for (int i = 20; i < 30; i++) {
      send(Role.GENERATED, "apple", i, 2);
    }

    measure();

    assertThat(metric("fid", "").getSamples()).isEqualTo(30);
    EvaluationMetric hour = requireNonNull(table.get(key("fid", "", "", "hour")));
    EvaluationMetric last = requireNonNull(table.get(key("fid", "", "", "last-10")));
    assertThat(hour.getSamples()).isEqualTo(10);
    assertThat(hour.getValue()).isLessThan(metric("fid", "").getValue() / 2);
    assertThat(last.getValue()).isEqualTo(hour.getValue());

    driver.advanceWallClockTime(Duration.ofHours(2));
    measure();

    assertThat(requireNonNull(table.get(key("fid", "", "", "hour"))).getState())
        .isEqualTo(MetricState.NOT_ENOUGH);
  }

  @Test
  void of_more_images_than_are_looked_at_one_by_one_the_distance_rests_on_all() {
    driver.close();
    begin(
        new LivePolicy(
            List.of(1.0),
            4,
            1,
            20,
            10,
            3,
            20_000,
            Duration.ofSeconds(1),
            List.of(),
            GatePolicy.none()));
    for (int i = 0; i < 50; i++) {
      for (Role role : Role.values()) {
        send(
            sample(role, "apple", "" + i, features(4, role.ordinal()))
                .setAgreement(i < 25 ? 0.2 : 0.3)
                .build());
      }
    }

    measure();

    EvaluationMetric all = metric("fid", "");
    assertThat(all.getSamples()).isEqualTo(50);
    assertThat(all.getReferenceSamples()).isEqualTo(50);
    assertThat(metric("agreement", "").getValue()).isCloseTo(0.25, within(1e-6));
    assertThat(metric("accuracy", "").getSamples()).isEqualTo(20);
    assertThat(metric("kid", "").getSamples()).isEqualTo(20);
    // The hour's are the newest, and no sample of all.
    EvaluationMetric hour = requireNonNull(table.get(key("agreement", "", "", "hour")));
    assertThat(hour.getSamples()).isEqualTo(20);
    assertThat(hour.getValue()).isCloseTo(0.3, within(1e-6));
  }

  @Test
  void releases_that_are_too_many_go_with_their_metrics() {
    for (int release = 0; release < 4; release++) {
      for (int i = 0; i < 6; i++) {
        send(Role.TEST_TARGET, "apple", i, 2);
        send(
            generated("apple", release + "-" + i, features(4, 2))
                .setModelVersion("r" + release)
                .build());
      }
      driver.advanceWallClockTime(Duration.ofMinutes(1));
      measure();
    }

    assertThat(table.values())
        .extracting(EvaluationMetric::getRelease)
        .contains("r1", "r2", "r3")
        .doesNotContain("r0");
  }

  @Test
  void means_of_what_is_known_of_images_have_an_interval() {
    for (int i = 0; i < 6; i++) {
      send(
          generated("apple", "" + i, features(4, 2))
              .setAgreement(0.2 + 0.01 * i)
              .setBackground(0.9)
              .build());
    }

    measure();

    assertThat(metric("agreement", "").getValue()).isCloseTo(0.225, within(1e-6));
    assertThat(metric("agreement", "").getLow().orElseThrow()).isBetween(0.19, 0.22);
    assertThat(metric("background", "").getValue()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void features_of_another_version_or_number_are_not_compared() {
    for (int i = 0; i < 5; i++) {
      send(generated("apple", "old" + i, features(9, 0)).setFrechetVersion("clip-1").build());
      send(generated("apple", "longer" + i, features(5, 0)).build());
    }
    for (int i = 0; i < 6; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.GENERATED, "apple", i, 2);
    }

    measure();

    assertThat(table.values())
        .filteredOn(each -> each.getName().equals("fid") && each.getWindow().equals("all"))
        .extracting(each -> each.getFeatures() + " " + each.getState() + " " + each.getSamples())
        .containsExactlyInAnyOrder(
            "fake-1 (4) MEASURED 6", "clip-1 (9) NOT_ENOUGH 5", "fake-1 (5) NOT_ENOUGH 5");
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
    send(generated("apple", "nan", new float[] {1, Float.NaN, 0, 0}).build());
    send(generated("apple", "infinite", new float[] {1, Float.NEGATIVE_INFINITY, 0, 0}).build());
    for (int i = 0; i < 5; i++) {
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.GENERATED, "apple", i, 2);
    }

    measure();

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
    assertThat(metric("fid", "").getSamples()).isEqualTo(5);
  }

  @Test
  void of_ten_thousand_records_the_hundred_bad_ones_are_letters_and_no_other() throws Exception {
    byte[] good =
        serdes
            .codec(Topics.EVALUATION_SAMPLES)
            .encode(generated("apple", "v", features(4, 2)).build());
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

    measure();

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
    assertThat(metric("fid", "").getSamples()).isEqualTo(8_910);
    assertThat(metric("fid", "").getReferenceSamples()).isEqualTo(990);
  }

  @Test
  void a_feature_that_never_changes_and_numbers_of_any_size_are_measured() {
    for (float size : new float[] {0, 1e-30f, 1, 1e30f}) {
      for (int i = 0; i < 9; i++) {
        float[] row = {size, size * i, 0, size * (i % 3)};
        for (Role role : Role.values()) {
          send(sample(role, "apple", "" + i, row).build());
        }
      }

      measure();

      for (String name : List.of("accuracy", "fid")) {
        assertThat(metric(name, "").getState()).as("%s %s", name, size).isIn(MetricState.MEASURED);
        assertThat(metric(name, "").getValue()).as("%s %s", name, size).isFinite();
      }
      if (size > 1) {
        assertThat(metric("kid", "").getState()).isEqualTo(MetricState.FAILED);
        assertThat(metric("kid", "").getReason()).contains("too large for a third power");
      } else {
        assertThat(metric("kid", "").getState()).isEqualTo(MetricState.MEASURED);
      }
    }
  }

  /** Lets all that is due be measured, and reads what is published. */
  private void measure() {
    for (int i = 0; i < 6; i++) {
      driver.advanceWallClockTime(Duration.ofSeconds(20));
    }
    for (KeyValue<String, @Nullable EvaluationMetric> each : metrics.readKeyValuesToList()) {
      if (each.value == null) {
        table.remove(each.key);
      } else {
        assertThat(MetricKey.of(each.value)).isEqualTo(each.key);
        table.put(each.key, each.value);
      }
    }
  }

  private EvaluationMetric metric(String name, String release) {
    return requireNonNull(table.get(key(name, release, "", "all")), table.keySet().toString());
  }

  private static String key(String name, String release, String category, String window) {
    return MetricKey.of(
        EvaluationMetric.newBuilder()
            .setName(name)
            .setValue(0)
            .setSamples(0)
            .setSet("test")
            .setRelease(release)
            .setTarget(Target.ACTION)
            .setCategory(category)
            .setWindow(window)
            .setFeatures("fake-1 (4)")
            .build());
  }

  private Map<String, Double> values() {
    Map<String, Double> values = new HashMap<>();
    table.forEach((key, metric) -> values.put(key, metric.getValue()));
    return values;
  }

  private static String text(Headers headers, String name) {
    return new String(requireNonNull(headers.lastHeader(name)).value(), StandardCharsets.UTF_8);
  }

  private void sendSeparable(int each, String release) {
    for (int i = 0; i < each; i++) {
      send(Role.REAL_INITIAL, "apple", i, 0);
      send(Role.REAL_INITIAL, "ball", i, 1);
      send(generated("apple", "" + i, features(4, 2)).setModelVersion(release).build());
      send(generated("ball", "" + i, features(4, 3)).setModelVersion(release).build());
      send(Role.TEST_INITIAL, "apple", i, 0);
      send(Role.TEST_INITIAL, "ball", i, 1);
      send(Role.TEST_TARGET, "apple", i, 2);
      send(Role.TEST_TARGET, "ball", i, 3);
    }
  }

  private void send(Role role, String category, int origin, int direction) {
    send(sample(role, category, String.valueOf(origin), features(4, direction)).build());
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

  private static EvaluationSample.Builder generated(
      String category, String origin, float[] features) {
    return sample(Role.GENERATED, category, origin, features);
  }

  private static EvaluationSample.Builder sample(
      Role role, String category, String origin, float[] features) {
    return EvaluationSample.newBuilder()
        .setSampleId(String.join("/", role.name(), category, origin))
        .setSet("test")
        .setTarget(Target.ACTION)
        .setRole(role)
        .setCategory(category)
        .setClassifierFeatures(Floats.list(java.util.Arrays.copyOf(features, 4)))
        .setFeatureVersion("fake-1")
        .setFrechetFeatures(Floats.list(features));
  }
}
