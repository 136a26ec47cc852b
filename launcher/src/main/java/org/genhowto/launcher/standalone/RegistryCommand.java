package org.genhowto.launcher.standalone;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.launcher.embedded.EmbeddedRegistry;
import org.genhowto.launcher.options.BootstrapOption;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.start.BrokerReach;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The embedded Schema Registry as a process of its own. */
@Command(
    name = "registry",
    description = {
      "Runs a Schema Registry for Avro until it is told to stop (SIGTERM). Its schemas are in the",
      "topic _schemas of a Kafka, which it reaches by the settings of every client (kafka.*).",
      "One registry at a time may use a Kafka."
    },
    footer = {
      "  genhowto registry --bootstrap kafka-1:9092 --replication 3",
      "  genhowto registry --config client.properties         kafka.security.protocol and so on"
    })
public final class RegistryCommand implements Callable<Integer> {
  private static final String NAME = "schema-registry";

  @Mixin private BootstrapOption bootstrap = new BootstrapOption();

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8081",
      description = "Port to listen on, 0 for a free one (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--replication",
      defaultValue = "1",
      description = "Replicas of its topic where it is missing (default ${DEFAULT-VALUE}).")
  private short replication;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  RegistryCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Configuration settings = bootstrap.over(options.configuration());
    KafkaConnection kafka = KafkaConnection.from(settings);
    BrokerReach.require(kafka);
    EmbeddedRegistry running =
        EmbeddedRegistry.start(KafkaClients.of(kafka, NAME), replication, host, port);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Schema Registry  " + running.url());
    out.flush();
    StandaloneRun.untilTold(NAME, running, Optional::empty, settings);
    return 0;
  }
}
