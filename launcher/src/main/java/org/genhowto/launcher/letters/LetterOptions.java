package org.genhowto.launcher.letters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.topic.LetterQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which letters are meant. */
public final class LetterOptions {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only those with this text in their exception or message, in any case.")
  private @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only those that failed since then: a length such as 30m, 2h, 1d before now, or a"
              + " moment such as 2026-01-31T08:00:00Z.")
  private @Nullable String since;

  @Option(names = "--key", paramLabel = "KEY", description = "Only those with this key.")
  private @Nullable String key;

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      description =
          "Only those in this state: open, replayed, resolved, failed-again or discarded; several"
              + " with commas.")
  private List<String> states = new ArrayList<>();

  public LetterQuery query(Set<LetterPosition> positions) {
    return new LetterQuery(
        positions,
        states.stream().map(LetterTexts::status).collect(Collectors.toSet()),
        Optional.ofNullable(key),
        Optional.ofNullable(reason),
        Optional.ofNullable(since).map(text -> LetterTexts.since(text, Instant.now())));
  }

  /** Whether any was given. */
  public boolean narrow() {
    return reason != null || since != null || key != null || !states.isEmpty();
  }
}
