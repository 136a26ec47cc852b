package org.genhowto.generator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Percentage;
import org.genhowto.generator.bench.ServiceSimulator.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator follows the laws of queues where there are laws. */
class ServiceSimulatorTest {
  private static final double STEP = .1;
  private static final Percentage CLOSE = Percentage.withPercentage(5);
  private static final Workload EQUAL = new Workload(List.of(20), 150_000, 1);
  private static final Workload MIXED = new Workload(List.of(10, 20, 50), 150_000, 2);

  /** A step takes as long for many as for one. */
  private static final StepTimes FLAT = new StepTimes(Map.of(1, STEP));

  /** A step of many takes as long as that many steps. */
  private static final StepTimes LINEAR = new StepTimes(Map.of(1, STEP, 2, 2 * STEP));

  @ParameterizedTest
  @ValueSource(doubles = {.3, .5, .8})
  void one_after_the_other_with_equal_steps_waits_as_in_m_d_1(double load) {
    double service = 20 * STEP;
    double wait = load * service / (2 * (1 - load));
    Outcome outcome = new ServiceSimulator(FLAT, 8).run(BatchingPolicy.NONE, EQUAL, load);
    assertThat(outcome.mean() - service).isCloseTo(wait, CLOSE);
  }

  @Test
  void one_after_the_other_with_mixed_steps_waits_as_pollaczek_and_khinchine_say() {
    double load = .7;
    double mean = 80 / 3.0 * STEP;
    double square = (100 + 400 + 2500) / 3.0 * STEP * STEP;
    double wait = load / mean * square / (2 * (1 - load));
    Outcome outcome = new ServiceSimulator(FLAT, 8).run(BatchingPolicy.NONE, MIXED, load);
    assertThat(outcome.mean() - mean).isCloseTo(wait, CLOSE);
  }

  @Test
  void steps_that_cost_the_same_for_many_leave_only_the_wait_for_the_step_in_progress() {
    Outcome outcome = new ServiceSimulator(FLAT, 100_000).run(BatchingPolicy.STEP, MIXED, 3);
    assertThat(outcome.mean()).isBetween(80 / 3.0 * STEP, (80 / 3.0 + 1) * STEP);
  }

  @Test
  void steps_shared_without_any_gain_are_processor_sharing() {
    double load = .5;
    Outcome outcome = new ServiceSimulator(LINEAR, 100_000).run(BatchingPolicy.STEP, MIXED, load);
    // M/G/1 with processor sharing, whatever the distribution: S / (1 - load), and half a step.
    assertThat(outcome.mean())
        .isCloseTo(80 / 3.0 * STEP / (1 - load), Percentage.withPercentage(7));
  }

  @Test
  void a_batch_of_one_is_no_batch() {
    ServiceSimulator single = new ServiceSimulator(StepTimes.A100_EAGER, 1);
    double[] none = single.run(BatchingPolicy.NONE, MIXED, .8).latencies();
    double[] step = single.run(BatchingPolicy.STEP, MIXED, .8).latencies();
    assertThat(single.run(BatchingPolicy.REQUEST, MIXED, .8).latencies()).isEqualTo(none);
    assertThat(step).containsExactly(none, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(BatchingPolicy.class)
  void what_comes_goes_and_a_seed_decides(BatchingPolicy policy) {
    ServiceSimulator device = new ServiceSimulator(StepTimes.A100_EAGER, 16);
    Outcome outcome = device.run(policy, MIXED, .8);
    double rate = .8 / (80 / 3.0 / 15.0);
    assertThat(outcome.throughput()).isCloseTo(rate, CLOSE);
    assertThat(DoubleStream.of(outcome.latencies()).min().orElseThrow()).isGreaterThan(9.99 / 15);
    assertThat(device.run(policy, MIXED, .8).latencies()).isEqualTo(outcome.latencies());
  }

  @Test
  void where_batches_gain_a_step_at_a_time_is_the_shortest_wait() {
    ServiceSimulator device = new ServiceSimulator(StepTimes.A100_EAGER, 16);
    double none = device.run(BatchingPolicy.NONE, MIXED, .9).quantile(.95);
    double request = device.run(BatchingPolicy.REQUEST, MIXED, .9).quantile(.95);
    double step = device.run(BatchingPolicy.STEP, MIXED, .9).quantile(.95);
    assertThat(step).isLessThan(request);
    assertThat(request).isLessThan(none);
  }

  @Test
  void times_between_measured_ones_are_linear() {
    assertThat(StepTimes.A100_EAGER.seconds(1)).isCloseTo(1 / 15.0, within(1e-12));
    assertThat(StepTimes.A100_EAGER.seconds(16)).isCloseTo(1 / 2.15, within(1e-12));
    double four = 1 / 8.28;
    assertThat(StepTimes.A100_EAGER.seconds(2))
        .isCloseTo(1 / 15.0 + (four - 1 / 15.0) / 3, within(1e-12));
    assertThat(LINEAR.seconds(7)).isCloseTo(7 * STEP, within(1e-12));
    assertThat(FLAT.seconds(7)).isEqualTo(STEP);
  }

  @Test
  void quantiles_are_latencies() {
    Outcome outcome = new Outcome(new double[] {4, 1, 3, 2}, 8);
    assertThat(outcome.quantile(.5)).isEqualTo(2);
    assertThat(outcome.quantile(.95)).isEqualTo(4);
    assertThat(outcome.throughput()).isEqualTo(.5);
  }

  @Test
  void numbers_that_mean_nothing_are_refused() {
    assertThatThrownBy(() -> new StepTimes(Map.of(2, 1.0))).hasMessageContaining("for 1 image");
    assertThatThrownBy(() -> new Workload(List.of(), 1, 1)).hasMessageContaining("steps are []");
    assertThatThrownBy(() -> new ServiceSimulator(FLAT, 0)).hasMessageContaining("most-together");
    assertThatThrownBy(() -> new ServiceSimulator(FLAT, 1).run(BatchingPolicy.NONE, EQUAL, 0))
        .hasMessage("load is 0.0, expected more than 0");
  }
}
