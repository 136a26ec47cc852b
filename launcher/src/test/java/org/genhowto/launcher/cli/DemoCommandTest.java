package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo refuses before it starts anything. */
class DemoCommandTest {
  @TempDir private Path folder;

  @Test
  void too_few_scenes_to_measure_are_refused_before_anything_is_emptied() {
    CommandLineRun run = CommandLineRun.of("demo", "--scenes=1", "--out=" + folder.resolve("out"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--scenes is 1, which gives 5 images of each target; measuring them needs 10")
        .contains("give 2 or more");
    assertThat(folder).isEmptyDirectory();
  }
}
