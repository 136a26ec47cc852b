package org.genhowto.launcher.ledger;

import org.genhowto.schemas.LedgerKind;
import picocli.CommandLine.Command;

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
      "  genhowto requests list --failed --dead --limit 10",
      "  genhowto requests show r-17                      one of them, from the beginning",
    })
public final class RequestsCommand extends LedgerCommand {
  RequestsCommand() {
    super(LedgerKind.REQUEST, "request");
  }
}
