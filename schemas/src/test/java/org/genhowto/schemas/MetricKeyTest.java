package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricKeyTest {
  @Test
  void names_all_that_identifies_a_metric() {
    assertThat(MetricKey.of(metric().build()))
        .isEqualTo("fid|test|r1|genhowto|finalState|apple|last-500|clip-1");
  }

  @ParameterizedTest
  @MethodSource("others")
  void anything_else_is_another_metric(Consumer<EvaluationMetric.Builder> change) {
    EvaluationMetric.Builder other = metric();
    change.accept(other);

    assertThat(MetricKey.of(other.build())).isNotEqualTo(MetricKey.of(metric().build()));
  }

  static Stream<Consumer<EvaluationMetric.Builder>> others() {
    return Stream.of(
        other -> other.setName("kid"),
        other -> other.setSet("validation"),
        other -> other.setRelease("r2"),
        other -> other.setGeneration("sdedit"),
        other -> other.setTarget(Target.ACTION),
        other -> other.setTarget(null),
        other -> other.setCategory(""),
        other -> other.setWindow("all"),
        other -> other.setFeatures("clip-2"));
  }

  @Test
  void a_bar_in_a_part_is_no_border() {
    EvaluationMetric one = metric().setSet("a|b").setRelease("c").build();
    EvaluationMetric two = metric().setSet("a").setRelease("b|c").build();

    assertThat(MetricKey.of(one)).isNotEqualTo(MetricKey.of(two));
  }

  @Test
  void a_name_for_people_ends_with_the_target() {
    assertThat(MetricKey.name(metric().build())).isEqualTo("fid.finalState");
    assertThat(MetricKey.name(metric().setTarget(null).setName("accuracy.action").build()))
        .isEqualTo("accuracy.action");
  }

  private static EvaluationMetric.Builder metric() {
    return EvaluationMetric.newBuilder()
        .setName("fid")
        .setValue(1.0)
        .setSamples(20)
        .setSet("test")
        .setRelease("r1")
        .setGeneration("genhowto")
        .setTarget(Target.FINAL_STATE)
        .setCategory("apple")
        .setWindow("last-500")
        .setFeatures("clip-1");
  }
}
