package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.genhowto.evaluator.protocol.TextTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

  /** scipy.stats.t.ppf(0.975, n) of scipy 1.17.1. */
  @ParameterizedTest
  @CsvSource({
    "1, 12.706204736174694",
    "2, 4.302652729749462",
    "3, 3.1824463052837073",
    "4, 2.7764451051977925",
    "9, 2.262157162798205",
    "10, 2.2281388519862735",
    "30, 2.0422724563012373",
    "99, 1.9842169515864174"
  })
  void students_quantiles_equal_scipy(int freedom, double expected) {
    assertThat(StudentT.quantile(freedom)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void the_interval_is_students() {
    // scipy.stats.t.interval(0.95, 2, loc=mean, scale=sem) of .7, .8, .75
    Estimate estimate = Estimate.of(List.of(.7, .8, .75));

    assertThat(estimate.mean()).isCloseTo(.75, within(1e-12));
    assertThat(estimate.halfWidth()).isCloseTo(0.12420688558603154, within(1e-9));
  }

  @Test
  void one_run_has_no_interval() {
    Estimate estimate = Estimate.of(List.of(.7));

    assertThat(estimate.mean()).isEqualTo(.7);
    assertThat(estimate.halfWidth()).isNull();
    assertThat(TextTable.cell(estimate)).isEqualTo("0.700");
  }

  @Test
  void intervals_that_overlap_are_not_clearly_apart() {
    Estimate high = Estimate.of(List.of(.9, .91, .92));
    Estimate low = Estimate.of(List.of(.5, .51, .52));
    Estimate wide = Estimate.of(List.of(.3, .9, .7));

    assertThat(high.clearlyAbove(low)).isTrue();
    assertThat(low.clearlyAbove(high)).isFalse();
    assertThat(high.clearlyAbove(wide)).isFalse();
    assertThat(high.clearlyAbove(Estimate.of(List.of(.1)))).isFalse();
  }

  @Test
  void no_run_has_no_mean() {
    assertThatThrownBy(() -> Estimate.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
