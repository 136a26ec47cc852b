package org.genhowto.launcher.ledger;

import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.schemas.LedgerKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What became of requests. */
@Command(
    name = "requests",
    description = "Says of every request where it stands, and why it ended.",
    footerHeading = "%n",
    footer = {
      "A request is open while it is queued or running, done once its images are there, failed"
          + " where",
      "its answer says why there are none, cancelled where it was called off, dead where it is a"
          + " dead",
      "letter, lost where retention deleted it. Its evaluation is a stage more and changes none of"
          + " it.",
      "",
      "Examples:",
      "  genhowto requests summary                        how many are where",
      "  genhowto requests list --failed --dead",
      "  genhowto requests show r-17                      one of them, from the beginning",
    })
public final class RequestsCommand {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  RequestsCommand() {}

  @Command(
      name = "show",
      description =
          "Tells the story of one request: time, stage, what became of it, why, and where it is.")
  int show(
      @Parameters(paramLabel = "ID", description = "The request's id.") String id,
      @Mixin AnswerOptions answer,
      @Mixin ClusterOptions cluster)
      throws InterruptedException {
    return query().show(id, answer, cluster);
  }

  @Command(
      name = "list",
      description =
          "Lists requests, the newest of each standing first, with the reason of their end.",
      footerHeading = "%nExample:%n",
      footer = "  genhowto requests list --failed --limit 10")
  int list(@Mixin ListOptions options, @Mixin ClusterOptions cluster) throws InterruptedException {
    return query().list(options, cluster);
  }

  @Command(
      name = "summary",
      description =
          "Counts requests by standing, and by stage and reason; ends with 1 where the sums do not"
              + " balance.")
  int summary(@Mixin AnswerOptions answer, @Mixin ClusterOptions cluster)
      throws InterruptedException {
    return query().summary(answer, cluster);
  }

  private LedgerQuery query() {
    return new LedgerQuery(LedgerKind.REQUEST, "request", spec.commandLine());
  }
}
