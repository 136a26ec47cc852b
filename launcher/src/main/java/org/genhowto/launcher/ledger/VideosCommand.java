package org.genhowto.launcher.ledger;

import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.schemas.LedgerKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What became of videos. */
@Command(
    name = "videos",
    description = "Says of every video where it stands, and why it ended.",
    footerHeading = "%n",
    footer = {
      "A video is open while it is on its way, done once it is in a shard, skipped where a stage"
          + " made",
      "nothing of it for a reason, dead where it is a dead letter (genhowto dlq brings it back),"
          + " lost",
      "where retention deleted it before it was read. Every video is exactly one of these.",
      "",
      "Examples:",
      "  genhowto videos summary                          how many are where",
      "  genhowto videos list --skipped --reason low-confidence",
      "  genhowto videos show apple-17                    one of them, from the beginning",
    })
public final class VideosCommand {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  VideosCommand() {}

  @Command(
      name = "show",
      description =
          "Tells the story of one video: time, stage, what became of it, why, and where it is.")
  int show(
      @Parameters(paramLabel = "ID", description = "The video's id.") String id,
      @Mixin AnswerOptions answer,
      @Mixin ClusterOptions cluster)
      throws InterruptedException {
    return query().show(id, answer, cluster);
  }

  @Command(
      name = "list",
      description =
          "Lists videos, the newest of each standing first, with the reason of their end.",
      footerHeading = "%nExample:%n",
      footer = "  genhowto videos list --skipped --category apple --json")
  int list(@Mixin ListOptions options, @Mixin ClusterOptions cluster) throws InterruptedException {
    return query().list(options, cluster);
  }

  @Command(
      name = "summary",
      description =
          "Counts videos by standing, and by stage and reason; ends with 1 where the sums do not"
              + " balance.")
  int summary(@Mixin AnswerOptions answer, @Mixin ClusterOptions cluster)
      throws InterruptedException {
    return query().summary(answer, cluster);
  }

  private LedgerQuery query() {
    return new LedgerQuery(LedgerKind.VIDEO, "video", spec.commandLine());
  }
}
