package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.genhowto.launcher.chaos.Chaos;
import org.genhowto.launcher.chaos.ChaosSettings;
import org.genhowto.launcher.chaos.Verdict;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the long run: a few faults against three workers. */
@Tag("slow")
class ChaosIT {
  private static final long SEED = 65;

  @TempDir Path folder;

  @Test
  void no_input_is_lost_or_doubled_while_workers_and_what_they_stand_on_fail() throws Exception {
    ChaosSettings settings =
        new ChaosSettings(
            folder.resolve("run"),
            Duration.ofMinutes(3),
            SEED,
            OptionalInt.of(4),
            OptionalInt.of(2),
            List.of(WorkerCatalogue.INGEST, WorkerCatalogue.LOCALIZER, WorkerCatalogue.GENERATOR),
            Genhowto.class.getName(),
            settings());

    Verdict verdict = new Chaos(settings, line -> {}).run();

    assertThat(verdict.holds()).as(verdict.text()).isTrue();
    assertThat(verdict.ownExits()).isEmpty();
    assertThat(verdict.counts().get("records in sampled-frames")).isGreaterThan(24);
  }

  /** The children's own default lies below the working directory, which is this module's. */
  private static Map<String, String> settings() {
    Path models = Path.of("..", "miniature", "models").toAbsolutePath().normalize();
    return Map.of(
        "localizer.model", models.resolve("localizer").toString(),
        "localizer.clip", models.resolve("clip").toString(),
        "generator.model", models.resolve("diffusion").toString(),
        "generator.states", models.resolve("genhowto-states").toString(),
        "generator.actions", models.resolve("genhowto-actions").toString(),
        // Poison is tried as often as ever, with shorter pauses.
        "ingest.retry-pause", "100ms",
        "localizer.retry-pause", "100ms",
        "generator.retry-pause", "100ms");
  }
}
