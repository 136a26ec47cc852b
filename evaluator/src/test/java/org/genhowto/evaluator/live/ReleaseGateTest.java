package org.genhowto.evaluator.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.genhowto.evaluator.gate.GatePolicy;
import org.genhowto.evaluator.gate.GatePolicy.Promotion;
import org.genhowto.evaluator.gate.GateRule;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A candidate beside the serving release, through the topology. */
class ReleaseGateTest {
  private static final String SERVING = GeneratorNetwork.serving(Target.ACTION).spelling();
  private static final String CANDIDATE = GeneratorNetwork.candidate(Target.ACTION).spelling();
  private static final int REAL = 100;

  private final AvroSerdes serdes = AvroSerdes.at("mock://release-gate");
  private final Random random = new Random(11);
  private final Map<String, ReleaseDecision> decisions = new HashMap<>();
  @TempDir Path folder;
  private @Nullable TopologyTestDriver driver;
  private TestInputTopic<String, EvaluationSample> samples;
  private TestInputTopic<String, ModelRelease> releases;
  private TestOutputTopic<String, ReleaseDecision> decided;
  private TestOutputTopic<String, ModelRelease> released;

  @SuppressWarnings("NullAway.Init") // Each test begins.
  ReleaseGateTest() {}

  private void begin(Promotion promotion, String... rules) {
    GatePolicy gate =
        new GatePolicy(
            "test",
            List.of(rules).stream().map(GateRule::parse).toList(),
            20,
            10,
            List.of(1.0),
            promotion);
    LivePolicy policy =
        new LivePolicy(
            List.of(1.0), 4, 1, 10_000, 10, 9, 20_000, Duration.ofSeconds(1), List.of(), gate);
    MetricsDriver made = MetricsDriver.start(serdes, policy, folder);
    driver = made.driver();
    samples = made.in(Topics.EVALUATION_SAMPLES);
    releases = made.in(Topics.MODEL_RELEASES);
    decided = made.out(Topics.RELEASE_DECISIONS);
    released = made.out(Topics.MODEL_RELEASES);
    for (int i = 0; i < REAL; i++) {
      for (Role role : List.of(Role.REAL_INITIAL, Role.TEST_INITIAL)) {
        send(sample(role, "" + i, 0).build());
      }
      send(sample(Role.TEST_TARGET, "" + i, 1).build());
    }
  }

  @AfterEach
  void stop() {
    if (driver != null) {
      driver.close();
    }
    serdes.close();
  }

  @Test
  void a_candidate_as_good_as_what_serves_is_promoted() {
    begin(Promotion.BY_HAND, "accuracy >= -0.05", "agreement >= -0.02", "fid <= 0.05");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    answer("one", 60, 1);
    answer("two", 60, 1);

    ReleaseDecision decision = decision("two");

    assertThat(decision.getDecision()).as(decision.getReason()).isEqualTo(Decision.PROMOTE);
    assertThat(decision.getServing()).isEqualTo("one");
    assertThat(decision.getPairs()).isEqualTo(60);
    assertThat(decision.getSet()).isEqualTo("test");
    assertThat(decision.getDifference().orElseThrow()).isCloseTo(0, within(0.02));
    assertThat(decision.getReason())
        .contains("accuracy keeps 'accuracy >= -0.05'")
        .contains("fid keeps 'fid <= 0.05'");
    assertThat(decision.getDetails()).contains("\"rule\":\"agreement >= -0.02\",\"kept\":true");
    assertThat(decision.getDecidedAt().toEpochMilli()).isPositive();
    assertThat(released.isEmpty()).isTrue();
  }

  @Test
  void a_worse_candidate_is_held_and_the_reason_says_what_is_worse() {
    begin(Promotion.BY_GATE, "accuracy >= -0.05", "fid <= 50%");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    answer("one", 60, 1);
    answer("two", 60, -1); // Its images show something else.

    ReleaseDecision decision = decision("two");

    assertThat(decision.getDecision()).isEqualTo(Decision.HOLD);
    assertThat(decision.getReason())
        .startsWith("accuracy is worse than the rule 'accuracy >= -0.05' allows: 0.")
        .contains("for the candidate, 1.00 for the serving release, difference -0.")
        .contains("expected at least -0.0500");
    assertThat(decision.getHigh().orElseThrow()).isLessThan(-0.05);
    assertThat(decision.getPValue().orElseThrow()).isLessThan(0.001);
    assertThat(decision.getDetails()).contains("\"rule\":\"fid <= 50%\",\"kept\":false");
    assertThat(released.isEmpty()).isTrue();
  }

  @Test
  void what_is_not_known_well_enough_is_held() {
    begin(Promotion.BY_HAND, "agreement >= 0.001");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    answer("one", 60, 1);
    answer("two", 60, 1);

    assertThat(decision("two").getReason())
        .contains("is too uncertain for the rule 'agreement >= 0.001': more requests would tell");
  }

  @Test
  void few_pairs_decide_nothing_and_only_pairs_count() {
    begin(Promotion.BY_GATE, "accuracy >= -0.05");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    answer("two", 60, 1);
    assertThat(decision("two").getServing()).isEqualTo("one");
    assertThat(decision("two").getReason())
        .isEqualTo("both have answered 0 of the same requests, expected at least 20");
    answer("one", 19, 1);
    for (int i = 0; i < 50; i++) { // Robots' requests, which the other was not asked.
      send(made("one", 1000 + i, 1).build());
    }

    ReleaseDecision decision = decision("two");
    assertThat(decision.getDecision()).isEqualTo(Decision.HOLD);
    assertThat(decision.getReason())
        .isEqualTo("both have answered 19 of the same requests, expected at least 20");
    assertThat(decision.getDifference()).isEmpty();
  }

  @Test
  void a_missing_kind_of_image_holds_the_candidate() {
    begin(Promotion.BY_GATE, "accuracy >= -0.05");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    for (int i = 0; i < 30; i++) { // A category without real images.
      send(made("one", i, 1).setCategory("cup").build());
      send(made("two", i, 1).setCategory("cup").build());
    }

    assertThat(decision("two").getReason())
        .isEqualTo(
            "accuracy cannot be judged: a category has no real initial image, or no test image");
  }

  @Test
  void the_gate_puts_in_service_what_passed_where_it_may() {
    begin(Promotion.BY_GATE, "accuracy >= -0.05");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    answer("one", 40, 1);
    answer("two", 40, 1);

    assertThat(decision("two").getDecision()).isEqualTo(Decision.PROMOTE);
    List<KeyValue<String, ModelRelease>> written = released.readKeyValuesToList();
    assertThat(written).extracting(each -> each.key).containsExactly(SERVING, CANDIDATE);
    assertThat(written.get(0).value.getVersion()).isEqualTo("two");
    assertThat(written.get(0).value.getNetwork()).isEqualTo(SERVING);
    assertThat(written.get(0).value.getSha256()).isEqualTo("sha-two");
    assertThat(written.get(0).value.getReleasedBy()).isEqualTo("gate");
    assertThat(written.get(0).value.getReason()).contains("accuracy keeps");
    assertThat(written.get(0).value.getBefore())
        .as("what a rollback puts back")
        .containsExactly(new EarlierRelease("one", "blob:one", "sha-one"));
    assertThat(written.get(1).value).isNull();

    release(SERVING, "two");
    requireNonNull(releases).pipeInput(CANDIDATE, null);
    measure();
    assertThat(released.isEmpty()).isTrue();

    release(SERVING, "one"); // Rolled back, and tried once more.
    release(CANDIDATE, "two");
    measure();
    assertThat(released.readKeyValuesToList())
        .extracting(each -> each.key)
        .contains(SERVING, CANDIDATE);
  }

  @Test
  void without_a_release_what_serves_is_what_answered_last() {
    begin(Promotion.BY_HAND, "accuracy >= -0.05");
    answer("zero", 40, 1);
    answer("settings", 40, 1);
    release(CANDIDATE, "two");
    answer("two", 40, 1);
    send(made("settings", 41, 1).build());

    ReleaseDecision decision = decision("two");
    assertThat(decision.getServing()).isEqualTo("settings-base");
    assertThat(decision.getDecision()).isEqualTo(Decision.PROMOTE);
  }

  @Test
  void a_decision_is_written_once_and_again_when_it_says_something_else() {
    begin(Promotion.BY_HAND, "accuracy >= -0.05");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    answer("one", 40, 1);
    answer("two", 40, 1);
    decision("two");
    answer("two", 40, 1); // The same again.
    measure();
    assertThat(decisions).hasSize(1);
    assertThat(decided.isEmpty()).isTrue();

    release(CANDIDATE, "three"); // Has no images yet.
    measure();
    assertThat(decisions.keySet()).containsExactly(SERVING + "/two");
    answer("three", 40, 1);
    assertThat(decision("three").getDecision()).isEqualTo(Decision.PROMOTE);
  }

  @Test
  void other_sets_and_methods_decide_nothing() {
    begin(Promotion.BY_GATE, "accuracy >= -0.05");
    release(SERVING, "one");
    release(CANDIDATE, "two");
    for (int i = 0; i < 40; i++) {
      send(made("one", i, 1).setSet("demo").build());
      send(made("two", i, 1).setSet("demo").build());
      send(made("one", i, 1).setMethod("sdedit").setSampleId("s1" + i).build());
      send(made("two", i, 1).setMethod("sdedit").setSampleId("s2" + i).build());
    }
    measure();
    assertThat(decisions).isEmpty();
  }

  private void release(String network, String version) {
    releases.pipeInput(
        network,
        ModelRelease.newBuilder()
            .setNetwork(network)
            .setVersion(version)
            .setUri("blob:" + version)
            .setSha256("sha-" + version)
            .build());
  }

  private void answer(String release, int count, int shown) {
    Random same = new Random(release.hashCode()); // Answering again gives the same.
    for (int i = 0; i < count; i++) {
      send(
          made(release, i, shown)
              .setFrechetFeatures(features(same, shown))
              .setClassifierFeatures(features(same, shown))
              .setAgreement(0.3 + 0.01 * same.nextGaussian())
              .build());
    }
  }

  private EvaluationSample.Builder made(String release, int question, int shown) {
    return sample(Role.GENERATED, release + "-" + question, shown)
        .setModelVersion(release + "-base")
        .setMethod("genhowto")
        .setPair("question " + question)
        .setAgreement(0.3);
  }

  private EvaluationSample.Builder sample(Role role, String id, int shown) {
    return EvaluationSample.newBuilder()
        .setSampleId(role + "/" + id)
        .setSet("test")
        .setRole(role)
        .setTarget(Target.ACTION)
        .setCategory("apple")
        .setFeatureVersion("clip-1")
        .setClassifierFeatures(features(random, shown))
        .setFrechetFeatures(features(random, shown));
  }

  private static List<Float> features(Random random, int shown) {
    float[] values = new float[4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian()) + (i == 0 ? 4 * shown : 0);
    }
    return Floats.list(values);
  }

  private void send(EvaluationSample sample) {
    samples.pipeInput(sample.getSampleId(), sample);
  }

  private void measure() {
    for (int i = 0; i < 12; i++) {
      requireNonNull(driver).advanceWallClockTime(Duration.ofMillis(500));
    }
    for (KeyValue<String, ReleaseDecision> each : decided.readKeyValuesToList()) {
      decisions.put(each.key, each.value);
    }
  }

  private ReleaseDecision decision(String candidate) {
    measure();
    return requireNonNull(decisions.get(SERVING + "/" + candidate), "no decision");
  }
}
