package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.genhowto.dataset.DatasetBench;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.runtime.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a dataset costs. */
@Command(
    name = "dataset",
    description = {
      "Writes synthetic captioned triplets (three JPEGs of 240 x 136 each) into datasets of"
          + " several",
      "sizes, makes a version of each and reads it back: CPU time of one thread, and the heap that",
      "is in use afterwards. Kafka has no part in it."
    })
public final class BenchDatasetCommand implements Callable<Integer> {
  @Option(
      names = "--samples",
      split = ",",
      defaultValue = "1000,10000",
      paramLabel = "N",
      description = "Samples of each dataset (default ${DEFAULT-VALUE}).")
  private List<Integer> samples;

  @Option(
      names = "--folder",
      required = true,
      paramLabel = "DIR",
      description = "Where the datasets go, one a size; they must not be there.")
  private Path folder;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchDatasetCommand() {}

  @Override
  public Integer call() throws IOException {
    Configuration configuration = options.configuration();
    PrintWriter out = spec.commandLine().getOut();
    for (int size : samples) {
      Path own = folder.resolve("dataset-" + size);
      try (DatasetStore store = DatasetStore.open(own.toString(), configuration)) {
        out.println(text(new DatasetBench(store, VersionSettings.from(configuration)).run(size)));
        out.flush();
      }
    }
    return 0;
  }

  private static String text(DatasetBench.Cost cost) {
    double megabytes = cost.bytes() / 1e6;
    return String.format(
        Locale.ROOT,
        "%d samples, %.1f MB in %d shards; a CPU second writes %.0f samples or %.1f MB, compacts"
            + " %.0f or %.1f MB, reads back %.0f or %.1f MB; heap %d MB",
        cost.samples(),
        megabytes,
        cost.shards(),
        cost.samples() / cost.written(),
        megabytes / cost.written(),
        cost.samples() / cost.compacted(),
        megabytes / cost.compacted(),
        cost.samples() / cost.read(),
        megabytes / cost.read(),
        cost.heapBytes() >> 20);
  }
}
