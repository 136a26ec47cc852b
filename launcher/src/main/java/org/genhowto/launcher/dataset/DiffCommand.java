package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.inspection.VersionDiff;
import org.genhowto.dataset.version.DatasetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What changed between versions. */
@Command(
    name = "diff",
    description = {
      "Says which triplets one version has and another has not (+ and -), and of which captions or",
      "scores differ (~)."
    })
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "VERSION", description = "The former one.")
  private String first;

  @Parameters(index = "1", paramLabel = "VERSION", description = "The later one.")
  private String second;

  @Mixin private StoreOptions options = new StoreOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DiffCommand() {}

  @Override
  public Integer call() throws IOException {
    try (DatasetStore store = options.store()) {
      VersionDiff diff =
          VersionDiff.of(
              store, store.called(Optional.of(first)), store.called(Optional.of(second)));
      print("+", diff.added());
      print("-", diff.removed());
      print("~", diff.changed());
      VersionText.print(
          spec,
          "%d added, %d removed, %d changed; %d shards are the same"
              .formatted(
                  diff.added().size(),
                  diff.removed().size(),
                  diff.changed().size(),
                  diff.sameShards()));
    }
    return 0;
  }

  private void print(String sign, List<String> ids) {
    ids.forEach(id -> VersionText.print(spec, sign + " " + id));
  }
}
