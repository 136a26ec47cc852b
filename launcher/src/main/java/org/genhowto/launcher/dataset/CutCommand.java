package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.compactor.Announced;
import org.genhowto.dataset.compactor.LeftOutLedger;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A version by command. */
@Command(
    name = "version",
    description = {
      "Makes a version of everything that was written so far, as the worker compactor does by",
      "rule. Where the newest version holds all of it, it says so."
    })
final class CutCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  CutCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration configuration = cluster.reached();
    try (Platform platform = Platform.from(configuration);
        DatasetStore store = VersionSettings.open(configuration)) {
      Optional<VersionCut.Cut> cut =
          new VersionCut(store, VersionSettings.from(configuration)).cut(Announced.read(platform));
      if (cut.isPresent()) {
        try (LeftOutLedger ledger = new LeftOutLedger(platform)) {
          ledger.tell(cut.get().leftOut());
        }
        VersionText.print(spec, VersionText.line(cut.get().manifest()));
        VersionText.print(spec, "left out: " + VersionText.reasons(cut.get().leftOut()));
      } else {
        VersionText.print(spec, "nothing new");
      }
    }
    return 0;
  }
}
