package org.genhowto.launcher.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.launcher.options.Models;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Videos become weights that serve, and bad ones do not, on a system in this process. */
@Tag("slow")
@Timeout(900)
class LoopIT {
  private static final Path MODELS = Path.of("../miniature/models").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void good_videos_lead_to_a_release_bad_ones_are_held_and_without_them_it_goes_on()
      throws Exception {
    Map<String, String> models = new TreeMap<>();
    Models.settings()
        .forEach(
            (key, path) ->
                models.put(
                    key, MODELS.resolve(String.valueOf(Path.of(path).getFileName())).toString()));

    LoopBench.Result result =
        LoopBench.run(
            folder.resolve("bench"), 1, true, Configuration.of(models), System.out::println);

    assertThat(result.rounds())
        .extracting(LoopRound::decision)
        .as(String.join("\n", result.rounds().stream().map(LoopRound::text).toList()))
        .containsExactly("PROMOTE", "HOLD", "PROMOTE");
    assertThat(result.holds()).isTrue();
    LoopRound bad = result.rounds().get(1);
    assertThat(bad.reason()).startsWith("background ").contains("difference -0.0");
    assertThat(result.rounds().get(2).samples()).isLessThan(bad.samples());
  }
}
