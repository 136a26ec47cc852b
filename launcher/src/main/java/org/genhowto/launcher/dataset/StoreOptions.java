package org.genhowto.launcher.dataset;

import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.launcher.options.DatasetOption;
import picocli.CommandLine.Mixin;

/** The dataset of a command that needs nothing else. */
final class StoreOptions {
  @Mixin private DatasetOption dataset = new DatasetOption();

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  /** To be closed. */
  DatasetStore store() {
    return VersionSettings.open(dataset.over(options.configuration()));
  }
}
