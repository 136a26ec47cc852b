package org.genhowto.launcher.ledger;

import org.genhowto.schemas.LedgerKind;
import picocli.CommandLine.Command;

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
      "  genhowto videos list --skipped --category apple --json",
      "  genhowto videos show apple-17                    one of them, from the beginning",
    })
public final class VideosCommand extends LedgerCommand {
  VideosCommand() {
    super(LedgerKind.VIDEO, "video");
  }
}
