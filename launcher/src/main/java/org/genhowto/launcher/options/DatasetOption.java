package org.genhowto.launcher.options;

import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dataset a command is about. */
public final class DatasetOption {
  @Option(
      names = "--dataset",
      paramLabel = "ADDRESS",
      description =
          "Where the dataset is: a path, file:PATH or s3:BUCKET/PREFIX (default: setting"
              + " dataset.uri).")
  private @Nullable String dataset;

  /** Settings, with the dataset where it was named. */
  public Configuration over(Configuration configuration) {
    return dataset == null ? configuration : configuration.with(Map.of("dataset.uri", dataset));
  }
}
