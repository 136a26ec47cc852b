package org.genhowto.launcher.dataset;

import java.util.Map;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which dataset a command is about. */
final class StoreOptions {
  @Option(
      names = "--dataset",
      paramLabel = "ADDRESS",
      description =
          "Where it is: a path, file:PATH or s3:BUCKET/PREFIX (default: setting dataset.uri).")
  private @Nullable String dataset;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  /** To be closed. */
  DatasetStore store() {
    return VersionSettings.open(configuration());
  }

  private Configuration configuration() {
    Configuration configuration = options.configuration();
    return dataset == null ? configuration : configuration.with(Map.of("dataset.uri", dataset));
  }
}
