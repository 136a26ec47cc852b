package org.genhowto.gateway.dashboard.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class MetricHistoryTest {
  private final MetricHistory history = new MetricHistory();

  @Test
  void releases_sets_targets_and_windows_are_metrics_of_their_own() {
    add("v1", "test", 0.5, 1);
    add("v2", "test", 0.6, 2);
    add("v1", "held-out", 0.7, 3);

    assertThat(history.rows()).hasSize(3);
    assertThat(values(Map.of("release", "v1"))).containsExactlyInAnyOrder(0.5, 0.7);
    assertThat(values(Map.of("release", "v1", "set", "test"))).containsExactly(0.5);
    assertThat(values(Map.of("release", ""))).isEmpty();
    assertThat(values(Map.of())).hasSize(3);
  }

  @Test
  void a_question_for_a_time_gets_the_values_of_that_time() {
    for (int second = 10; second < 20; second++) {
      add("v1", "test", second, second);
    }

    List<?> points =
        (List<?>)
            requireNonNull(
                metrics(new MetricQuery(Map.of("name", "accuracy"), 12_000, 14_000))
                    .get(0)
                    .get("points"));

    assertThat(points).hasSize(3);
    assertThat(points.get(0))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .startsWith(12_000L, 12.0);
  }

  @Test
  void a_curve_of_any_length_stays_small_and_keeps_its_ends() {
    for (int second = 1; second <= 100_000; second++) {
      add("v1", "test", second, second);
    }

    List<?> points = (List<?>) requireNonNull(metrics(all()).get(0).get("points"));

    assertThat(points.size()).isBetween(90, 200);
    assertThat(((List<?>) points.get(points.size() - 1)).get(1)).isEqualTo(100_000.0);
    assertThat((Long) ((List<?>) points.get(0)).get(0)).isLessThan(2_000_000L);
  }

  @Test
  void what_arrives_late_fills_the_curve_and_does_not_become_the_present_value() {
    add("v1", "test", 0.9, 100);
    add("v1", "test", 0.1, 50);

    Map<String, Object> metric = metrics(all()).get(0);

    assertThat(metric.get("value")).isEqualTo(0.9);
    assertThat((List<?>) metric.get("points")).hasSize(2);
  }

  @Test
  void not_enough_yet_is_told_with_its_reason_and_without_a_value() {
    history.add(
        EvaluationMetric.newBuilder(metric("v1", "test", Double.NaN, 7))
            .setState(MetricState.NOT_ENOUGH)
            .setReason("17 images")
            .build(),
        0);

    Map<String, Object> metric = metrics(all()).get(0);

    assertThat(metric).containsEntry("state", "not-enough").containsEntry("reason", "17 images");
    assertThat(metric).doesNotContainKey("value");
    assertThat((List<?>) metric.get("points")).isEmpty();
  }

  @Test
  void however_many_metrics_there_are_only_so_many_are_kept_and_told() {
    for (int i = 0; i < 5000; i++) {
      add("v" + i, "test", i, i + 1);
    }

    Map<String, Object> answer = history.answer(all());

    assertThat(answer).containsEntry("count", 3000L);
    assertThat((List<?>) answer.get("metrics")).hasSize(MetricHistory.ANSWERED);
    assertThat(history.rows()).hasSize(400);
  }

  private void add(String release, String set, double value, int second) {
    history.add(metric(release, set, value, second), 0);
  }

  private static EvaluationMetric metric(String release, String set, double value, int second) {
    return EvaluationMetric.newBuilder()
        .setName("accuracy")
        .setValue(value)
        .setSamples(10)
        .setSet(set)
        .setRelease(release)
        .setTarget(Target.ACTION)
        .setAsOf(Instant.ofEpochSecond(second))
        .build();
  }

  private static MetricQuery all() {
    return new MetricQuery(Map.of(), Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> metrics(MetricQuery query) {
    return (List<Map<String, Object>>) requireNonNull(history.answer(query).get("metrics"));
  }

  private List<Object> values(Map<String, String> wanted) {
    return metrics(new MetricQuery(wanted, Long.MIN_VALUE, Long.MAX_VALUE)).stream()
        .map(metric -> metric.get("value"))
        .toList();
  }
}
