package org.genhowto.launcher.options;

import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Kafka is. */
public final class BootstrapOption {
  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka (setting kafka.bootstrap; default localhost:9092).")
  private @Nullable String bootstrap;

  /** The same settings, with Kafka where the command line says it is. */
  public Configuration over(Configuration settings) {
    return bootstrap == null ? settings : settings.with(Map.of("kafka.bootstrap", bootstrap));
  }
}
