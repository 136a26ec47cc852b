package org.genhowto.launcher.cli;

import java.io.PrintWriter;
import java.util.List;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.start.BrokerReach;
import org.genhowto.runtime.topic.DeadLetters;
import org.genhowto.runtime.worker.KafkaConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Dead letters: what they are and why, and back to where they came from. */
@Command(name = "dlq", description = "Lists or replays the dead letters of a worker.")
final class DeadLetterCommand {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DeadLetterCommand() {}

  @Command(name = "list", description = "Shows the dead letters of a worker, oldest first.")
  int list(
      @Parameters(paramLabel = "WORKER", description = "Such as ingest.") String worker,
      @Mixin ClusterOptions cluster)
      throws InterruptedException {
    try (DeadLetters letters = open(worker, cluster)) {
      print(letters.list(worker));
      return 0;
    }
  }

  @Command(
      name = "replay",
      description = "Sends dead letters back to the topics they came from, to be tried again.")
  int replay(
      @Parameters(paramLabel = "WORKER", description = "Such as ingest.") String worker,
      @Option(names = "--key", description = "Only those with this key.") @Nullable String key,
      @Mixin ClusterOptions cluster)
      throws InterruptedException {
    try (DeadLetters letters = open(worker, cluster)) {
      print(
          letters.replay(
              worker, letter -> key == null || letter.key().filter(key::equals).isPresent()));
      return 0;
    }
  }

  private static DeadLetters open(String worker, ClusterOptions cluster)
      throws InterruptedException {
    WorkerCatalogue.named(worker);
    KafkaConnection kafka = KafkaConnection.from(cluster.configuration());
    BrokerReach.require(kafka);
    return DeadLetters.open(kafka);
  }

  private void print(List<DeadLetter> letters) {
    PrintWriter out = spec.commandLine().getOut();
    for (DeadLetter letter : letters) {
      out.printf(
          "%s  %s-%d@%d  key %s  attempts %d%n    %s: %s%n",
          letter.time(),
          letter.topic(),
          letter.partition(),
          letter.offset(),
          letter.key().orElse("none"),
          letter.attempts(),
          letter.exception(),
          letter.message());
    }
    out.println(letters.size() + " dead letters");
    out.flush();
  }
}
