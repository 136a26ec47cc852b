package org.genhowto.launcher.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.genhowto.launcher.access.AclsCommand;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.start.BrokerReach;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.SchemaRegistration;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.TopicCheck;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The topics of the journey on a cluster. */
@Command(
    name = "topics",
    description =
        "Lists, checks or creates the topics of the journey on a cluster, and who may do what"
            + " there.",
    subcommands = AclsCommand.class)
final class TopicsCommand {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  TopicsCommand() {}

  @Command(name = "list", description = "Says which topics the journey needs and which are there.")
  int list(@Mixin ClusterOptions cluster) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = admin(cluster.configuration())) {
      Set<String> present = new TreeSet<>(admin.listTopics().names().get());
      for (Topic<?> topic : Topics.all()) {
        out.printf(
            "%-24s key %-10s %d partitions%s  %s%n",
            topic.name(),
            topic.key(),
            topic.partitions(),
            topic.compacted() ? ", compacted" : "",
            present.contains(topic.name()) ? "present" : "MISSING");
      }
      for (String worker : WorkerCatalogue.withDeadLetters()) {
        for (String name : List.of(Topics.deadLetters(worker), Topics.replays(worker))) {
          out.printf("%-42s %s%n", name, present.contains(name) ? "present" : "MISSING");
        }
      }
      out.flush();
      return 0;
    } catch (ExecutionException e) {
      throw new KafkaException("the topics cannot be listed", e.getCause());
    }
  }

  @Command(
      name = "create",
      description = {
        "Creates the topics that are missing, and registers their schemas. Of more than one"
            + " replica",
        "all but one have to be in sync for a write."
      })
  int create(
      @Mixin ClusterOptions cluster,
      @Option(
              names = "--replication",
              defaultValue = "1",
              description = "Replicas of each new topic (default ${DEFAULT-VALUE}).")
          short replication)
      throws InterruptedException {
    Configuration configuration = cluster.configuration();
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = admin(configuration);
        AvroSerdes serdes = AvroSerdes.of(KafkaConnection.from(configuration).registrySettings())) {
      List<String> created =
          new TopicCreation(replication).create(admin, WorkerCatalogue.withDeadLetters());
      out.println(created.isEmpty() ? "nothing was missing" : "created " + created);
      List<String> problems = new ArrayList<>();
      new SchemaRegistration(serdes).register(problems::add);
      problems.forEach(out::println);
      out.flush();
      return problems.isEmpty() ? 0 : 1;
    }
  }

  @Command(
      name = "check",
      description = {
        "Says how the topics of a cluster differ from what the journey needs: what is missing,",
        "partitions, replicas, settings. Ends with 1 where something does."
      })
  int check(
      @Mixin ClusterOptions cluster,
      @Option(
              names = "--replication",
              defaultValue = "1",
              description = "Least replicas of each topic (default ${DEFAULT-VALUE}).")
          short replication)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = admin(cluster.configuration())) {
      List<String> differences =
          new TopicCheck(new TopicCreation(replication))
              .differences(admin, WorkerCatalogue.withDeadLetters());
      differences.forEach(out::println);
      out.println(
          differences.isEmpty()
              ? "all topics are as they have to be"
              : "%d differences".formatted(differences.size()));
      out.flush();
      return differences.isEmpty() ? 0 : 1;
    }
  }

  static Admin admin(Configuration configuration) throws InterruptedException {
    BrokerReach.require(KafkaConnection.from(configuration));
    return KafkaClients.of(KafkaConnection.from(configuration), "topics").admin();
  }
}
