package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchBatchingCommandTest {

  @Test
  void steps_are_measured_and_a_service_is_simulated() {
    CommandLineRun run = bench("--times=1", "--requests=200", "--steps=5,9");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^ +8( +\\d+\\.\\d+){3}$")
        .contains("times measured here: 200 requests of [5, 9] steps")
        .contains("published times of an A100, compiled")
        .containsPattern("(?m)^0\\.95 +\\d");
  }

  @Test
  void requests_without_steps_are_refused() {
    CommandLineRun run = bench("--steps=0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("steps are [0] and requests 20000, expected 1 or more of each");
  }

  private static CommandLineRun bench(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "bench";
    arguments[1] = "batching";
    arguments[2] = "--model=" + PublishedModelsTest.PUBLISHED.resolve("models");
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandLineRun.of(arguments);
  }
}
