package org.genhowto.launcher.options;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from; every command that has some shares these options. */
public final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A properties file with settings, such as triplet-selection.min-confidence=0.4.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting; goes before the environment (GENHOWTO_TRIPLET_SELECTION_MIN_CONFIDENCE)"
              + " and the file. `genhowto settings` lists them.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** What is set; fails on what no room knows and on what does not fit, whatever runs. */
  public Configuration configuration() {
    Configuration configuration = Configuration.load(file, System.getenv(), settings);
    Sections.CATALOGUE.check(configuration);
    return configuration;
  }
}
