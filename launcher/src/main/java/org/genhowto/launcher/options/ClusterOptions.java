package org.genhowto.launcher.options;

import java.util.HashMap;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.start.BrokerReach;
import org.genhowto.runtime.start.OutOfReachException;
import org.genhowto.runtime.start.RegistryReach;
import org.genhowto.runtime.worker.KafkaConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command reaches a running system. */
public final class ClusterOptions {
  @Mixin private BootstrapOption bootstrap = new BootstrapOption();

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "Schema Registry (setting registry.url; default http://localhost:8081).")
  private @Nullable String registry;

  @Option(
      names = "--blobs",
      paramLabel = "URI",
      description = "Blob store, file: or s3: (setting blobs.uri).")
  private @Nullable String blobs;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  public Configuration configuration() {
    Map<String, String> given = new HashMap<>();
    put(given, "registry.url", registry);
    put(given, "blobs.uri", blobs);
    return bootstrap.over(options.configuration()).with(given);
  }

  /**
   * The same for a command that needs Kafka and the registry at once.
   *
   * @throws OutOfReachException one of them does not answer
   */
  public Configuration reached() throws InterruptedException {
    Configuration configuration = configuration();
    KafkaConnection kafka = KafkaConnection.from(configuration);
    BrokerReach.require(kafka);
    RegistryReach.require(kafka);
    return configuration;
  }

  private static void put(Map<String, String> given, String key, @Nullable String value) {
    if (value != null) {
      given.put(key, value);
    }
  }
}
