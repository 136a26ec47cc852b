package org.genhowto.evaluator.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.genhowto.evaluator.alerts.AlertRule;
import org.genhowto.evaluator.gate.GatePolicy;
import org.genhowto.schemas.AlertState;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationAlert;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsOfMetricsTest {
  private final AvroSerdes serdes = AvroSerdes.at("mock://alerts-of-metrics");
  private final Random random = new Random(3);
  @TempDir Path folder;
  private @Nullable TopologyTestDriver driver;
  private @Nullable TestInputTopic<String, EvaluationSample> samples;
  private @Nullable TestOutputTopic<String, EvaluationMetric> metrics;
  private @Nullable TestOutputTopic<String, EvaluationAlert> alerts;

  /** What the topic of alerts holds, by its keys. */
  private final Map<String, EvaluationAlert> table = new HashMap<>();

  private final Set<String> names = new TreeSet<>();

  private void begin(int keptReleases, String... rules) {
    LivePolicy policy =
        new LivePolicy(
            List.of(1.0),
            4,
            1,
            10_000,
            10,
            keptReleases,
            20_000,
            Duration.ofSeconds(1),
            Stream.of(rules).map(AlertRule::parse).toList(),
            GatePolicy.none());
    MetricsDriver metricsDriver = MetricsDriver.start(serdes, policy, folder);
    driver = metricsDriver.driver();
    samples = metricsDriver.in(Topics.EVALUATION_SAMPLES);
    metrics = metricsDriver.out(Topics.EVALUATION_METRICS);
    alerts = metricsDriver.out(Topics.EVALUATION_ALERTS);
  }

  @AfterEach
  void stop() {
    requireNonNull(driver).close();
    serdes.close();
  }

  @Test
  void a_release_worse_than_the_one_before_opens_alerts_that_end_with_its_metrics() {
    begin(2, "fid rises", "fid > 5");
    for (int i = 0; i < 30; i++) {
      send(Role.TEST_TARGET, "", i, 2);
      send(Role.GENERATED, "good", i, 2);
    }
    assertThat(measure()).as("neither").isEmpty();
    for (int i = 0; i < 30; i++) {
      send(Role.GENERATED, "bad", i, 0);
    }

    assertThat(measure()).containsExactlyInAnyOrder("fid rises bad OPEN", "fid > 5 bad OPEN");
    assertThat(table.values())
        .allSatisfy(each -> assertThat(each.getMessage()).contains("fid.action, release bad"));
    Map<String, EvaluationAlert> open = Map.copyOf(table);

    for (String release : List.of("later", "last")) {
      requireNonNull(driver).advanceWallClockTime(Duration.ofMinutes(2));
      for (int i = 0; i < 30; i++) {
        send(Role.GENERATED, release, i, 2);
      }
      measure();
    }
    assertThat(table.keySet()).isEqualTo(open.keySet());
    assertThat(table.values())
        .extracting(EvaluationAlert::getState)
        .containsOnly(AlertState.CLOSED);
    open.forEach(
        (id, alert) ->
            assertThat(requireNonNull(table.get(id)).getOpenedAt()).isEqualTo(alert.getOpenedAt()));
    assertThat(AlertRule.METRICS).containsAll(names);
  }

  @Test
  void nothing_is_judged_before_there_is_enough() {
    begin(3, "fid > 5", "accuracy < 1");
    for (int i = 0; i < 3; i++) {
      send(Role.TEST_TARGET, "", i, 2);
      send(Role.GENERATED, "bad", i, 0);
    }

    assertThat(measure()).isEmpty();
  }

  @Test
  void without_rules_nothing_is_said() {
    begin(3);
    for (int i = 0; i < 30; i++) {
      send(Role.TEST_TARGET, "", i, 2);
      send(Role.GENERATED, "bad", i, 0);
    }

    assertThat(measure()).isEmpty();
    assertThat(names).contains("fid", "kid", "separability");
  }

  private List<String> measure() {
    for (int i = 0; i < 8; i++) {
      requireNonNull(driver).advanceWallClockTime(Duration.ofSeconds(20));
    }
    requireNonNull(metrics)
        .readKeyValuesToList()
        .forEach(each -> names.add(each.key.substring(0, each.key.indexOf('|'))));
    return requireNonNull(alerts).readKeyValuesToList().stream()
        .map(
            each -> {
              assertThat(each.key).isEqualTo(each.value.getAlertId());
              table.put(each.key, each.value);
              return "%s %s %s"
                  .formatted(each.value.getRule(), each.value.getRelease(), each.value.getState());
            })
        .toList();
  }

  private void send(Role role, String release, int number, int direction) {
    float[] features = new float[4];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (0.05 * random.nextGaussian()) + (i == direction ? 3 : 0);
    }
    EvaluationSample sample =
        EvaluationSample.newBuilder()
            .setSampleId(String.join("/", role.name(), release, String.valueOf(number)))
            .setSet("test")
            .setTarget(Target.ACTION)
            .setRole(role)
            .setCategory("apple")
            .setClassifierFeatures(Floats.list(Arrays.copyOf(features, 4)))
            .setFeatureVersion("fake-1")
            .setFrechetFeatures(Floats.list(features))
            .setModelVersion(release)
            .build();
    requireNonNull(samples).pipeInput(sample.getSampleId(), sample);
  }
}
