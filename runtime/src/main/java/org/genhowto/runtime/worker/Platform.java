package org.genhowto.runtime.worker;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.tracing.OtlpSpans;
import org.genhowto.runtime.tracing.Spans;
import org.genhowto.schemas.AvroSerdes;

/**
 * What every worker gets to stand on.
 *
 * @param serdes codecs of every topic, with one registry client for the process
 * @param instance name of this process among the processes of one worker, the same after a restart:
 *     a restarted worker takes over its own place at once
 */
public record Platform(
    KafkaConnection kafka,
    AvroSerdes serdes,
    BlobStore blobs,
    Telemetry telemetry,
    Clock clock,
    String instance)
    implements AutoCloseable {
  private static final Pattern ENDPOINT =
      Pattern.compile("https?://[A-Za-z0-9.\\[\\]:_-]+/\\S+", Pattern.CASE_INSENSITIVE);

  public Platform {
    if (!instance.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new ConfigurationException(
          "worker.instance is '%s', expected up to 100 letters, digits, '.', '_' or '-'"
              .formatted(instance));
    }
  }

  /** Sections kafka, registry, blobs, worker and telemetry. */
  public static Platform from(Configuration configuration) {
    KafkaConnection kafka = KafkaConnection.from(configuration);
    String instance =
        configuration.values(PlatformSections.WORKER).find("instance").orElseGet(HostName::here);
    Telemetry telemetry =
        new Telemetry(spans(configuration.values(PlatformSections.TELEMETRY), instance));
    return new Platform(
        kafka,
        AvroSerdes.of(kafka.registrySettings()),
        BlobStores.open(configuration),
        telemetry,
        Clock.systemUTC(),
        instance);
  }

  private static Spans spans(SectionValues telemetry, String instance) {
    Optional<String> endpoint = telemetry.find("otlp-endpoint");
    if (endpoint.isEmpty()) {
      return Spans.OFF;
    }
    String address = endpoint.get();
    if (!ENDPOINT.matcher(address).matches()) {
      throw new ConfigurationException(
          "telemetry.otlp-endpoint is '%s', expected http or https, a host and a path, such as"
                  .formatted(address)
              + " http://localhost:4318/v1/traces");
    }
    return OtlpSpans.to(address, instance);
  }

  @Override
  public void close() {
    serdes.close();
    blobs.close();
    telemetry.close();
  }
}
