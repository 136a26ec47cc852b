package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTrainingCommandTest {
  private static final Path MODELS = PublishedModelsTest.PUBLISHED.resolve("models");

  @TempDir private Path folder;

  @Test
  void both_steps_are_measured() {
    CommandLineRun run = bench("--steps=1", "--rounds=1", "--batch=2");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("base, this project, PyTorch \\S+: \\S+ CPU s, .* loss after the last \\d")
        .containsPattern("genhowto, this project, .* samples/s; [\\d,]+ numbers trained")
        .doesNotContain("ratio");
  }

  @Test
  void a_python_that_fails_is_said() {
    CommandLineRun run = bench("--steps=1", "--rounds=1", "--batch=1", "--python=false");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("false ended with 1");
  }

  @Test
  void a_batch_of_nothing_is_refused() {
    CommandLineRun run = bench("--batch=0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("batch is 0 and steps 5, expected 1 or more");
  }

  private CommandLineRun bench(String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "bench";
    arguments[1] = "training";
    arguments[2] = "--folder=" + folder.resolve("bench");
    arguments[3] = "--model=" + MODELS;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandLineRun.of(arguments);
  }
}
