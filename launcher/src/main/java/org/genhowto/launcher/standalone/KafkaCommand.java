package org.genhowto.launcher.standalone;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.genhowto.launcher.embedded.EmbeddedBroker;
import org.genhowto.runtime.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The embedded Kafka as a process of its own. */
@Command(
    name = "kafka",
    description = {
      "Runs a Kafka of one node until it is told to stop (SIGTERM), for workers and a registry in",
      "processes of their own on a machine without a cluster: `genhowto serve` has it inside."
    },
    footer = {
      "  genhowto kafka --data data/kafka",
      "  genhowto kafka --port 0 --broker log.retention.hours=24"
    })
public final class KafkaCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      defaultValue = "data/kafka",
      description = "Directory of its data (default ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on, and to be called by (default ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "Port to listen on, 0 for a free one (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--broker",
      paramLabel = "KEY=VALUE",
      description = {
        "A setting of the broker, as in Kafka's server.properties; may be repeated. listeners,",
        "advertised.listeners and listener.security.protocol.map add to the one it has."
      })
  private Map<String, String> broker = new HashMap<>();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  KafkaCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    EmbeddedBroker running = EmbeddedBroker.start(data, host, port, broker);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Kafka  " + running.bootstrap());
    out.flush();
    StandaloneRun.untilTold("Kafka", running, running::failure, Configuration.of(Map.of()));
    return 0;
  }
}
