package org.genhowto.runtime.worker;

import org.genhowto.runtime.config.KafkaNames;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.Setting;

/** Settings that every worker has, beside those of the blob store. */
public final class PlatformSections {
  /** Health pages take the first free port from here ... */
  public static final int FIRST_HEALTH_PORT = 9404;

  /** ... to here, where none is set. */
  public static final int LAST_HEALTH_PORT = 9503;

  public static final Section KAFKA =
      Section.of(
              "kafka",
              "How Kafka is reached; every other key that a Kafka client knows, such as"
                  + " kafka.security.protocol, is handed on to all clients.",
              Setting.string(
                  "bootstrap", "localhost:9092", "Host and port of some brokers, with commas."))
          .handingOn(KafkaNames::isKnown, KafkaNames.all());

  public static final Section REGISTRY =
      Section.of(
              "registry",
              "How the Schema Registry is reached; every other key, such as"
                  + " registry.basic.auth.user.info, is handed on to its client.",
              Setting.string(
                  "url",
                  "http://localhost:8081",
                  "URL of the registry; mock://SCOPE inside one process."))
          .handingOn();

  public static final Section WORKER =
      Section.of(
          "worker",
          "The process that runs a worker.",
          Setting.string(
                  "instance",
                  "",
                  "Name of this process among those of one worker, the same after a restart: up"
                      + " to 100 letters, digits, dots, underscores or hyphens.")
              .otherwise("the host's name and the lowest number free there, such as HOST-0"),
          Setting.path(
                  "state-directory",
                  "",
                  "Folder of the locks by which the processes of a host tell their instances"
                      + " apart; all of them share it.")
              .otherwise("genhowto-USER in the system's folder for temporary files"),
          Setting.string(
              "health-host", "127.0.0.1", "Address where health and metrics are answered."),
          Setting.whole(
                  "health-port",
                  0,
                  65_535,
                  "Port where health and metrics are answered; 0 takes a free one.")
              .otherwise(
                  "the first free one from %d to %d"
                      .formatted(FIRST_HEALTH_PORT, LAST_HEALTH_PORT)),
          Setting.path(
                  "tls-certificate",
                  "",
                  "Certificate chain in PEM, with which health and metrics are answered by HTTPS;"
                      + " read again when it changes.")
              .otherwise("they are answered in clear"),
          Setting.path("tls-key", "", "Its private key in PEM (PKCS 8), not encrypted.")
              .otherwise("they are answered in clear"),
          Setting.duration(
              "shutdown-grace",
              "30s",
              "1s",
              "1h",
              "How long a process that is told to stop may take for it; what hangs then is told"
                  + " of and left."));

  public static final Section TELEMETRY =
      Section.of(
          "telemetry",
          "What is told to whoever watches, beside the metrics.",
          Setting.string(
                  "otlp-endpoint",
                  "",
                  "Where a span of each record is posted by OTLP over HTTP, such as"
                      + " http://localhost:4318/v1/traces.")
              .otherwise("nowhere: no spans are made"));

  private PlatformSections() {}
}
