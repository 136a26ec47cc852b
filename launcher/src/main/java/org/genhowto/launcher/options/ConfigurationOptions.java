package org.genhowto.launcher.options;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from; every command that has some shares these options. */
public final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with settings, such as localizer.min-score=0.5.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting; goes before the environment (GENHOWTO_LOCALIZER_MIN_SCORE) and the file.")
  private Map<String, String> settings = new LinkedHashMap<>();

  public Configuration configuration() {
    return Configuration.load(file, System.getenv(), settings);
  }
}
