package org.genhowto.launcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.launcher.letters.LetterOptions;
import org.genhowto.launcher.letters.LetterPage;
import org.genhowto.launcher.letters.LetterTable;
import org.genhowto.launcher.letters.LetterTexts;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.start.BrokerReach;
import org.genhowto.runtime.topic.DeadLetters;
import org.genhowto.runtime.topic.DeadLetters.Repeat;
import org.genhowto.runtime.topic.LetterContent;
import org.genhowto.runtime.topic.LetterQuery;
import org.genhowto.runtime.topic.LetterVerdict;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.schemas.AvroSerdes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Dead letters: what they are and why, to their worker once more, or given up. */
@Command(
    name = "dlq",
    description = {
      "Dead letters: records that a worker could not work on. Each has a state: open, replayed",
      "(waits for its worker), resolved (the replay ended well), failed-again, discarded."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  genhowto dlq list                                 all of them, and the commonest reasons",
      "  genhowto dlq list ingest --state open --since 1d",
      "  genhowto dlq show ingest 17                       headers, failures, value",
      "  genhowto dlq replay ingest --reason 'connection'  once the cause is mended",
      "  genhowto dlq discard ingest 17 18 --reason 'the owner took it down'",
    })
final class DeadLetterCommand {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DeadLetterCommand() {}

  /** What a command does with the dead letters of a cluster. */
  private interface Use {
    int of(DeadLetters letters, AvroSerdes serdes) throws IOException;
  }

  @Command(
      name = "list",
      description = {
        "Lists dead letters, newest last, and counts them by reason. A record that failed again",
        "is listed once, as its newest letter."
      },
      footerHeading = "%nExample:%n",
      footer = "  genhowto dlq list ingest --state open,failed-again --reason 404")
  int list(
      @Parameters(
              arity = "0..1",
              paramLabel = "WORKER",
              description = "Such as ingest (default: all that have dead letters).")
          @Nullable String worker,
      @Mixin LetterOptions chosen,
      @Option(names = "--limit", paramLabel = "COUNT", description = "At most the newest COUNT.")
          @Nullable Integer limit,
      @Option(names = "--json", description = "One JSON object a line, all of them, oldest first.")
          boolean json,
      @Mixin ClusterOptions cluster)
      throws IOException {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException("--limit is %d, expected at least 1".formatted(limit));
    }
    LetterQuery query = chosen.query(Set.of());
    return with(
        cluster,
        (letters, serdes) -> {
          List<String> workers =
              worker == null ? letters.workers() : List.of(known(letters, worker));
          PrintWriter out = spec.commandLine().getOut();
          LetterTable table = new LetterTable(limit == null ? json ? 0 : 50 : limit);
          for (String one : workers) {
            letters.each(
                one,
                query,
                entry -> {
                  table.add(entry);
                  if (json && limit == null) {
                    out.println(line(entry.fields()));
                  }
                });
          }
          if (json) {
            table.newest().forEach(entry -> out.println(line(entry.fields())));
          } else {
            table.print(out);
          }
          return 0;
        });
  }

  @Command(
      name = "show",
      description = "Shows one letter: its headers, its failures, and its value where it decodes.",
      footerHeading = "%nExample:%n",
      footer = "  genhowto dlq show ingest 17 --value-to letter.bin")
  int show(
      @Parameters(paramLabel = "WORKER", description = "Such as ingest.") String worker,
      @Parameters(paramLabel = "POSITION", description = "As `dlq list` shows it.") String position,
      @Option(names = "--value-to", paramLabel = "FILE", description = "Where its bytes go.")
          @Nullable Path file,
      @Option(names = "--json", description = "As one JSON object.") boolean json,
      @Mixin ClusterOptions cluster)
      throws IOException {
    LetterPosition at = LetterTexts.position(position);
    return with(
        cluster,
        (letters, serdes) -> {
          var found = letters.find(known(letters, worker), at);
          if (found.isEmpty()) {
            return failed("there is no letter %s of %s".formatted(at, worker));
          }
          LetterContent content = LetterContent.of(found.get(), serdes);
          PrintWriter out = spec.commandLine().getOut();
          if (json) {
            out.println(line(content.fields()));
          } else {
            LetterPage.print(content, out);
          }
          return file == null ? 0 : save(found.get().written().value(), file);
        });
  }

  @Command(
      name = "replay",
      description = {
        "Sends letters to their worker once more; no other worker sees them. Mend the cause first.",
        "A letter goes once: one that waits, is resolved or was discarded is left alone. Ends with"
            + " 1",
        "where a letter that was named by its position was not sent."
      },
      footerHeading = "%nExample:%n",
      footer = "  genhowto dlq replay ingest --reason 'connection refused' --dry-run")
  int replay(
      @Parameters(index = "0", paramLabel = "WORKER", description = "Such as ingest.")
          String worker,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "POSITION",
              description = "As `dlq list` shows them (default: all that are open).")
          @Nullable List<String> positions,
      @Option(names = "--all", description = "All that are open, which is the default.")
          boolean all,
      @Mixin LetterOptions chosen,
      @Option(
              names = "--force",
              description = "Also those that wait, are resolved or were discarded.")
          boolean force,
      @Option(names = "--dry-run", description = "Only say what would be sent.") boolean dry,
      @Mixin ClusterOptions cluster)
      throws IOException {
    List<String> named = positions == null ? List.of() : positions;
    if (all && (chosen.narrow() || !named.isEmpty())) {
      throw new IllegalArgumentException("--all leaves nothing to choose, expected it alone");
    }
    LetterQuery query = chosen.query(LetterTexts.positions(named));
    Repeat repeat = force ? Repeat.FORCED : Repeat.REFUSED;
    return with(
        cluster,
        (letters, serdes) -> {
          Tally tally = new Tally(dry ? "would be replayed" : "replayed");
          if (dry) {
            letters.tryReplay(known(letters, worker), query, repeat, tally::add);
          } else {
            letters.replay(known(letters, worker), query, repeat, actor(), tally::add);
          }
          return tally.end(named);
        });
  }

  @Command(
      name = "discard",
      description = "Gives letters up, with a reason; they stay readable and are not replayed.",
      footerHeading = "%nExample:%n",
      footer = "  genhowto dlq discard ingest 17 18 --reason 'the owner took it down'")
  int discard(
      @Parameters(index = "0", paramLabel = "WORKER", description = "Such as ingest.")
          String worker,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "POSITION",
              description = "As `dlq list` shows them.")
          List<String> positions,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "TEXT",
              description = "Why nobody needs them any more.")
          String reason,
      @Mixin ClusterOptions cluster)
      throws IOException {
    Set<LetterPosition> at = LetterTexts.positions(positions);
    if (reason.isBlank()) {
      throw new IllegalArgumentException("--reason is blank, expected why they are discarded");
    }
    return with(
        cluster,
        (letters, serdes) -> {
          Tally tally = new Tally("discarded");
          letters.discard(known(letters, worker), at, reason, actor(), tally::add);
          return tally.end(positions);
        });
  }

  private int with(ClusterOptions cluster, Use use) throws IOException {
    KafkaConnection kafka = KafkaConnection.from(cluster.configuration());
    try {
      BrokerReach.require(kafka);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    try (AvroSerdes serdes = AvroSerdes.of(kafka.registrySettings());
        DeadLetters letters = DeadLetters.open(kafka, serdes, Clock.systemUTC())) {
      return use.of(letters, serdes);
    } finally {
      spec.commandLine().getOut().flush();
    }
  }

  /** A worker of the catalogue, or any other that has dead letters here. */
  private static String known(DeadLetters letters, String worker) {
    return letters.workers().contains(worker) ? worker : WorkerCatalogue.named(worker).spelling();
  }

  private int save(byte @Nullable [] value, Path file) throws IOException {
    if (value == null) {
      return failed("the value is null, nothing is written to " + file);
    }
    Files.write(file, value);
    spec.commandLine().getErr().println("%d bytes written to %s".formatted(value.length, file));
    return 0;
  }

  private int failed(String sentence) {
    spec.commandLine().getErr().println("genhowto: " + sentence);
    return 1;
  }

  private static String line(Map<String, ?> fields) {
    try {
      return Json.PLAIN.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who acts, as the states of the letters tell it. */
  private static String actor() {
    return System.getProperty("user.name", "unknown");
  }

  /** What became of letters, a line each, and how many. */
  private final class Tally {
    private final String done;
    private final List<LetterPosition> refused = new ArrayList<>();
    private long count;

    Tally(String done) {
      this.done = done;
    }

    void add(LetterVerdict verdict) {
      PrintWriter out = spec.commandLine().getOut();
      if (verdict instanceof LetterVerdict.Done one) {
        count++;
        out.printf(
            "%s %s  %s  key %s%n",
            one.position(),
            done,
            one.entry().letter().origin(),
            LetterTexts.line(one.entry().letter().key().orElse("none")));
      } else if (verdict instanceof LetterVerdict.Refused one) {
        refused.add(one.position());
        out.printf("%s left alone: %s%n", one.position(), one.why());
      }
    }

    /** Those that were named have to be done; others may be left alone. */
    int end(List<String> named) {
      spec.commandLine()
          .getOut()
          .println("%d %s, %d left alone".formatted(count, done, refused.size()));
      return named.isEmpty() || refused.isEmpty() ? 0 : 1;
    }
  }
}
