package org.genhowto.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.ledger.LedgerFold;
import org.genhowto.runtime.ledger.LedgerState;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the commands print, whatever the ledger was read from. */
class LedgerQueryTest {
  private final LedgerState state = new LedgerState(100);
  private final LedgerFold fold = new LedgerFold();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final LedgerQuery videos =
      new LedgerQuery(
          LedgerKind.VIDEO,
          "video",
          new CommandLine(CommandLine.Model.CommandSpec.create())
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(err)));
  private long offset;

  @BeforeEach
  void write() {
    add(entry("v1", "ingest", "video-references", LedgerOutcome.EMITTED));
    add(
        entry("v1", "triplet-selection", "scored-frames", LedgerOutcome.SKIPPED)
            .setReason("low-confidence")
            .setSentence("It is unsure")
            .setScores(Map.of("confidence", 0.0274, "votes", 1.0)));
    add(
        entry("v2", "ingest", "video-references", LedgerOutcome.DEAD)
            .setReason("rejected")
            .setCategory("pear"));
    add(
        entry("v3", "shard-writer", "captioned-triplets", LedgerOutcome.EMITTED)
            .setOutputs(List.of("training-shards/train-0-0#v3-1-2-3")));
  }

  @Test
  void a_story_begins_with_its_end_and_tells_every_stage() {
    int code = videos.show("v1", fold.story(LedgerKind.VIDEO, "v1"), answer());

    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .first()
        .isEqualTo(
            "v1 (apple): skipped at triplet-selection: low-confidence - It is unsure"
                + " [confidence 0.02740, votes 1]");
    assertThat(out.toString())
        .contains("ingest             emitted")
        .contains("from scored-frames 0@7, attempt 1, on host-1");
  }

  @Test
  void an_unknown_video_is_said_to_be_unknown() {
    int code = videos.show("none", Optional.empty(), answer());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).startsWith("genhowto: the ledger knows no video none;");
  }

  @Test
  void a_list_is_narrowed_by_standing_reason_and_category() {
    assertThat(listed()).contains("v1 (apple)", "v2 (pear)", "v3 (apple)", "3 of 3 that fit, of 3");
    assertThat(listed("--dead", "--skipped")).contains("v1", "v2").doesNotContain("v3");
    assertThat(listed("--reason", "low-confidence")).contains("v1").doesNotContain("v2", "v3");
    assertThat(listed("--category", "pear")).contains("v2").doesNotContain("v1", "v3");
    assertThat(listed("--limit", "1")).contains("1 of 3 that fit, of 3 videos");
    assertThat(listed("--lost")).contains("0 of 0 that fit, of 0 videos");
  }

  @Test
  void a_list_for_programs_has_an_object_a_line() throws Exception {
    List<String> lines = listed("--json", "--skipped").lines().toList();

    assertThat(lines).hasSize(1);
    JsonNode line = Json.PLAIN.readTree(lines.get(0));
    assertThat(line.path("id").asText()).isEqualTo("v1");
    assertThat(line.path("state").asText()).isEqualTo("skipped");
    assertThat(line.at("/scores/votes").asDouble()).isEqualTo(1);
  }

  @Test
  void the_sums_balance_and_say_so() {
    int code = videos.summary(answer(), state);

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("videos: 3 = 1 done + 1 skipped + 1 dead", "the sums balance")
        .containsPattern("triplet-selection +skipped +low-confidence +1")
        .containsPattern("ingest +dead +rejected +1");
  }

  @Test
  void the_help_teaches_what_the_states_mean() {
    String help =
        Stream.of("videos", "requests")
            .map(Genhowto.commandLine().getSubcommands()::get)
            .map(command -> Objects.requireNonNull(command).getUsageMessage())
            .collect(Collectors.joining());

    assertThat(help)
        .contains(
            "show", "list", "summary", "genhowto videos list --skipped --reason low-confidence")
        .contains("Every video is exactly one of these.");
  }

  private String listed(String... arguments) {
    ListOptions options = new ListOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
    out.getBuffer().setLength(0);
    videos.list(options, state);
    return out.toString();
  }

  private static AnswerOptions answer() {
    return new AnswerOptions();
  }

  private void add(LedgerEntry.Builder entry) {
    LedgerEntry built = entry.build();
    state.add(built, offset);
    fold.add(built, offset++);
  }

  private static LedgerEntry.Builder entry(
      String id, String stage, String topic, LedgerOutcome outcome) {
    return LedgerEntry.newBuilder()
        .setKind(LedgerKind.VIDEO)
        .setId(id)
        .setStage(stage)
        .setTopic(topic)
        .setPlace("0@7")
        .setOutcome(outcome)
        .setCategory("apple")
        .setInstance("host-1")
        .setTime(1_700_000_000_000L);
  }
}
