package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchStatisticsCommandTest {
  @Test
  void every_number_has_a_cost() {
    CommandLineRun run =
        CommandLineRun.of("bench", "statistics", "--rows=24", "--dimensions=6", "--rounds=1");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("24 and 24 rows of 6 numbers")
        .contains("Frechet distance: ")
        .contains("kernel distance, all pairs: ")
        .contains(" rows a CPU s")
        .contains("classifier of 10 classes");
  }

  @Test
  void too_few_rows_are_refused() {
    CommandLineRun run = CommandLineRun.of("bench", "statistics", "--rows=10");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("10 rows of 768 numbers, 3 rounds; expected more than 10 rows");
  }
}
