package org.genhowto.launcher.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.ledger.LedgerLookup;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerState;
import org.genhowto.runtime.ledger.LedgerStory;
import org.genhowto.runtime.ledger.LedgerSummary;
import org.genhowto.runtime.ledger.LedgerViews;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.LedgerKind;
import picocli.CommandLine;

/**
 * Questions about one kind, answered on a terminal.
 *
 * @param noun what people call it, such as video
 */
record LedgerQuery(LedgerKind kind, String noun, CommandLine command) {
  /** Stories that are looked through for each standing; their memory is bounded by it. */
  private static final int LOOKED_THROUGH = 20_000;

  private static final LedgerText TEXT = new LedgerText(ZoneId.systemDefault());

  int show(String id, AnswerOptions answer, ClusterOptions cluster) throws InterruptedException {
    Optional<LedgerStory> story;
    try (Platform platform = Platform.from(cluster.reached())) {
      story = new LedgerLookup(platform).story(kind, id);
    }
    return show(id, story, answer);
  }

  int show(String id, Optional<LedgerStory> story, AnswerOptions answer) {
    if (story.isEmpty()) {
      command
          .getErr()
          .printf(
              "genhowto: the ledger knows no %s %s; './genhowto %ss list' says which it knows%n",
              noun, id, noun);
      command.getErr().flush();
      return 1;
    }
    print(answer.json() ? List.of(json(LedgerViews.story(story.get()))) : TEXT.story(story.get()));
    return 0;
  }

  int list(ListOptions options, ClusterOptions cluster) throws InterruptedException {
    return list(options, read(cluster, LOOKED_THROUGH));
  }

  int list(ListOptions options, LedgerState state) {
    LedgerSummary summary = state.summary(kind);
    List<String> lines = new ArrayList<>();
    long shown = 0;
    long fitting = 0;
    for (LedgerStanding standing : options.standings()) {
      for (LedgerStory story : state.newest(kind, standing)) {
        if (options.fits(story)) {
          fitting++;
          if (shown < options.limit()) {
            shown++;
            lines.add(
                options.answer().json()
                    ? json(LedgerViews.line(story, standing))
                    : TEXT.line(story, standing));
          }
        }
      }
    }
    print(lines);
    if (!options.answer().json()) {
      long all = options.standings().stream().mapToLong(summary::of).sum();
      print(List.of("%d of %d that fit, of %d %ss".formatted(shown, fitting, all, noun)));
    }
    return 0;
  }

  int summary(AnswerOptions answer, ClusterOptions cluster) throws InterruptedException {
    return summary(answer, read(cluster, 0));
  }

  int summary(AnswerOptions answer, LedgerState state) {
    LedgerSummary own = state.summary(kind);
    LedgerSummary records = state.summary(LedgerKind.RECORD);
    if (answer.json()) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put(noun + "s", LedgerViews.summary(own));
      view.put("records", LedgerViews.summary(records));
      print(List.of(json(view)));
    } else {
      print(TEXT.summary(noun + "s", own));
      if (records.known() > 0) {
        print(TEXT.summary("records that name nobody", records));
      }
    }
    return own.balances() && records.balances() ? 0 : 1;
  }

  private static LedgerState read(ClusterOptions cluster, int newest) throws InterruptedException {
    LedgerState state = new LedgerState(newest);
    try (Platform platform = Platform.from(cluster.reached())) {
      new LedgerLookup(platform).all(state);
    }
    return state;
  }

  private void print(List<String> lines) {
    PrintWriter out = command.getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private static String json(Map<String, Object> view) {
    try {
      return Json.PLAIN.writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers always become JSON", e);
    }
  }
}
