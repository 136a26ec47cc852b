package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The versions there are. */
@Command(name = "versions", description = "Lists the versions of a dataset, the oldest first.")
final class VersionsCommand implements Callable<Integer> {
  @Mixin private StoreOptions options = new StoreOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  VersionsCommand() {}

  @Override
  public Integer call() throws IOException {
    try (DatasetStore store = options.store()) {
      for (long number : store.versions()) {
        Optional<Manifest> version = store.version(number);
        version.ifPresent(one -> VersionText.print(spec, VersionText.line(one)));
      }
      if (store.versions().isEmpty()) {
        VersionText.print(spec, store + " has no version");
      }
    }
    return 0;
  }
}
