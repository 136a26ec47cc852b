package org.genhowto.launcher.ledger;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerStory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which stories are listed. */
final class ListOptions {
  @Option(names = "--open", description = "Those that are on their way.")
  private boolean open;

  @Option(names = "--done", description = "Those that came to their good end.")
  private boolean done;

  @Option(names = "--skipped", description = "Those of which nothing comes, for a reason.")
  private boolean skipped;

  @Option(names = "--failed", description = "Requests that were answered without images.")
  private boolean failed;

  @Option(names = "--cancelled", description = "Requests that were called off.")
  private boolean cancelled;

  @Option(names = "--dead", description = "Dead letters.")
  private boolean dead;

  @Option(names = "--lost", description = "Those deleted by retention before they were read.")
  private boolean lost;

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description = "Only those that ended for this reason, such as low-confidence.")
  private @Nullable String reason;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "Only those of this category, such as apple.")
  private @Nullable String category;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many, the newest of each kind (default ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private AnswerOptions answer = new AnswerOptions();

  AnswerOptions answer() {
    return answer;
  }

  int limit() {
    return limit;
  }

  /** The standings that are asked for; all of them where none is named. */
  Set<LedgerStanding> standings() {
    Set<LedgerStanding> asked = EnumSet.noneOf(LedgerStanding.class);
    List<Boolean> given = List.of(open, done, skipped, failed, cancelled, dead, lost);
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i)) {
        asked.add(LedgerStanding.values()[i]);
      }
    }
    return asked.isEmpty() ? EnumSet.copyOf(Arrays.asList(LedgerStanding.values())) : asked;
  }

  boolean fits(LedgerStory story) {
    return (category == null || category.equals(story.category()))
        && (reason == null
            || story.decisive().filter(entry -> entry.getReason().equals(reason)).isPresent());
  }
}
