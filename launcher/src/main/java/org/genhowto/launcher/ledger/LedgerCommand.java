package org.genhowto.launcher.ledger;

import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.schemas.LedgerKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What became of what the ledger knows of one kind. */
abstract class LedgerCommand {
  private final LedgerKind kind;
  private final String noun;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  LedgerCommand(LedgerKind kind, String noun) {
    this.kind = kind;
    this.noun = noun;
  }

  @Command(
      name = "show",
      description = "Tells the story of one: time, stage, what became of it, why, and where it is.")
  int show(
      @Parameters(paramLabel = "ID", description = "Its id.") String id,
      @Mixin AnswerOptions answer,
      @Mixin ClusterOptions cluster)
      throws InterruptedException {
    return query().show(id, answer, cluster);
  }

  @Command(
      name = "list",
      description = "Lists them, the newest of each standing first, with the reason of their end.")
  int list(@Mixin ListOptions options, @Mixin ClusterOptions cluster) throws InterruptedException {
    return query().list(options, cluster);
  }

  @Command(
      name = "summary",
      description =
          "Counts them by standing, and by stage and reason; ends with 1 where the sums do not"
              + " balance.")
  int summary(@Mixin AnswerOptions answer, @Mixin ClusterOptions cluster)
      throws InterruptedException {
    return query().summary(answer, cluster);
  }

  private LedgerQuery query() {
    return new LedgerQuery(kind, noun, spec.commandLine());
  }
}
