package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.genhowto.dataset.version.Cleaning;
import org.genhowto.dataset.version.DatasetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Old versions that are to go. */
@Command(
    name = "purge",
    description = {
      "Removes all versions but the newest, and what only they held, for good. Selections",
      "stay, but those that hold what was deleted.",
      "What is younger than the grace stays too, as a version that is being made may need it."
    })
final class PurgeCommand implements Callable<Integer> {
  @Option(
      names = "--keep",
      defaultValue = "1",
      paramLabel = "N",
      description = "Newest versions that stay (default ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--grace",
      defaultValue = "24",
      paramLabel = "HOURS",
      description = "Age from which tars go that no version holds (default ${DEFAULT-VALUE}).")
  private double grace;

  @Mixin private StoreOptions options = new StoreOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PurgeCommand() {}

  @Override
  public Integer call() throws IOException {
    if (keep < 1 || !(grace >= 0)) {
      throw new IllegalArgumentException(
          "--keep %d and --grace %s, expected at least 1 and 0".formatted(keep, grace));
    }
    try (DatasetStore store = options.store()) {
      Cleaning cleaning = new Cleaning(store);
      for (String id : cleaning.forget()) {
        VersionText.print(spec, "selection %s held what was deleted: removed".formatted(id));
      }
      Cleaning.Cleaned cleaned =
          cleaning.clean(
              keep, Duration.ofMillis(Math.round(grace * 3_600_000)), Clock.systemUTC().instant());
      VersionText.print(
          spec,
          String.format(
              Locale.ROOT,
              "%d versions and %d objects of %.1f MB removed",
              cleaned.versions(),
              cleaned.objects(),
              cleaned.bytes() / 1e6));
    }
    return 0;
  }
}
