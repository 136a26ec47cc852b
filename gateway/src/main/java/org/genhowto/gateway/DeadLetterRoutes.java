package org.genhowto.gateway;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.GatewayForm;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.config.PastMoment;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.runtime.topic.AbsentTopicException;
import org.genhowto.runtime.topic.DeadLetters;
import org.genhowto.runtime.topic.DeadLetters.Repeat;
import org.genhowto.runtime.topic.LetterContent;
import org.genhowto.runtime.topic.LetterEntry;
import org.genhowto.runtime.topic.LetterQuery;
import org.genhowto.runtime.topic.LetterVerdict;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.PlainText;

/** Dead letters over HTTP: listed, shown, replayed, discarded, as the command line does it. */
public final class DeadLetterRoutes implements RouteSource {
  static final Set<String> REPLAY_FIELDS = Set.of();
  static final Set<String> DISCARD_FIELDS = Set.of("reason");
  static final int DEFAULT_LIMIT = 100;
  static final int LARGEST_LIMIT = 1000;

  private static final String LETTERS = "/v1/dead-letters";
  private static final String LETTER = LETTERS + "/{worker}/{position}";

  /** Who acts, as the states of the letters tell it: there is no log-in. */
  private static final String ACTOR = "gateway";

  private final Platform platform;
  private final Supplier<DeadLetters> open;

  private DeadLetterRoutes(Platform platform, Supplier<DeadLetters> open) {
    this.platform = platform;
    this.open = open;
  }

  public static DeadLetterRoutes of(Platform platform) {
    return new DeadLetterRoutes(
        platform, () -> DeadLetters.open(platform.kafka(), platform.serdes(), platform.clock()));
  }

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get(LETTERS, this::list);
    server.routes.get(LETTER, this::show);
    server.routes.post(LETTER + "/replay", this::replay);
    server.routes.post(LETTER + "/discard", this::discard);
  }

  private void list(Context context) {
    LetterQuery query =
        new LetterQuery(
            Set.of(),
            parameter(context, "state").map(DeadLetterRoutes::state).map(Set::of).orElse(Set.of()),
            parameter(context, "key"),
            parameter(context, "reason"),
            parameter(context, "since").map(this::since));
    int limit = parameter(context, "limit").map(DeadLetterRoutes::limit).orElse(DEFAULT_LIMIT);
    Optional<String> worker = parameter(context, "worker");
    answer(
        context,
        letters -> {
          PriorityQueue<LetterEntry> newest =
              new PriorityQueue<>(Comparator.comparing(entry -> entry.letter().time()));
          Map<String, Long> states = new TreeMap<>();
          for (String one : worker.map(List::of).orElseGet(letters::workers)) {
            letters.each(
                one,
                query,
                entry -> {
                  states.merge(entry.status().word(), 1L, Long::sum);
                  newest.add(entry);
                  if (newest.size() > limit) {
                    newest.remove();
                  }
                });
          }
          Map<String, Object> view = new LinkedHashMap<>();
          view.put(
              "letters",
              newest.stream().sorted(newest.comparator()).map(LetterEntry::fields).toList());
          view.put("states", states);
          return view;
        });
  }

  private void show(Context context) {
    answer(
        context,
        letters ->
            letters
                .find(worker(context), position(context))
                .map(found -> LetterContent.of(found, platform.serdes()).fields())
                .orElseThrow(() -> absent(context)));
  }

  private void replay(Context context) {
    GatewayForm.of(context, REPLAY_FIELDS);
    LetterQuery query = LetterQuery.at(Set.of(position(context)));
    act(
        context,
        (letters, verdicts) -> {
          letters.replay(worker(context), query, Repeat.REFUSED, ACTOR, verdicts::add);
          return verdicts;
        });
  }

  private void discard(Context context) {
    String reason = GatewayForm.of(context, DISCARD_FIELDS).required("reason");
    if (!PlainText.isText(reason)) {
      throw GatewayProblem.badField(
          "reason",
          "reason is '%s', expected text without control characters."
              .formatted(PlainText.shown(reason)));
    }
    act(
        context,
        (letters, verdicts) -> {
          letters.discard(worker(context), Set.of(position(context)), reason, ACTOR, verdicts::add);
          return verdicts;
        });
  }

  /** Answers with the letter as it is afterwards, or says why nothing was done. */
  private void act(
      Context context, BiFunction<DeadLetters, List<LetterVerdict>, List<LetterVerdict>> action) {
    answer(
        context,
        letters -> {
          if (letters.find(worker(context), position(context)).isEmpty()) {
            throw absent(context);
          }
          for (LetterVerdict verdict : action.apply(letters, new ArrayList<>())) {
            if (verdict instanceof LetterVerdict.Refused refused) {
              throw GatewayProblem.conflict(
                  null, "Letter %s: %s.".formatted(refused.position(), refused.why()));
            }
          }
          return letters
              .find(worker(context), position(context))
              .map(found -> found.entry().fields())
              .orElseThrow(() -> absent(context));
        });
  }

  private interface Question {
    Map<String, Object> answer(DeadLetters letters);
  }

  private void answer(Context context, Question question) {
    Map<String, Object> view;
    try (DeadLetters letters = open.get()) {
      view = question.answer(letters);
    } catch (AbsentTopicException e) {
      throw GatewayProblem.notFound("There is no such worker: " + e.getMessage() + ".");
    } catch (KafkaException e) {
      throw GatewayProblem.unavailable("Kafka did not do it: " + e.getMessage() + ".", e);
    }
    context.contentType("application/json").result(GatewayViews.json(view));
  }

  private static GatewayProblem absent(Context context) {
    return GatewayProblem.notFound(
        "There is no letter %s of %s.".formatted(context.pathParam("position"), worker(context)));
  }

  private static String worker(Context context) {
    return context.pathParam("worker");
  }

  private static LetterPosition position(Context context) {
    String text = context.pathParam("position");
    return LetterPosition.parse(text)
        .orElseThrow(
            () ->
                GatewayProblem.badField(
                    "position",
                    "position is '%s', expected one that the list shows.".formatted(text)));
  }

  private static Optional<String> parameter(Context context, String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
  }

  private static LetterStatus state(String text) {
    return LetterStatus.named(text)
        .orElseThrow(
            () ->
                GatewayProblem.badField(
                    "state",
                    "state is '%s', expected open, replayed, resolved, failed-again or discarded."
                        .formatted(PlainText.shown(text))));
  }

  private Instant since(String text) {
    try {
      return PastMoment.parse(text, platform.clock().instant());
    } catch (DateTimeException e) {
      throw GatewayProblem.badField(
          "since",
          "since is '%s', expected a length such as 2h, or a moment such as 2026-01-31T08:00:00Z."
              .formatted(PlainText.shown(text)));
    }
  }

  private static int limit(String text) {
    int limit = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > LARGEST_LIMIT) {
      throw GatewayProblem.badField(
          "limit",
          "limit is '%s', expected 1 to %d.".formatted(PlainText.shown(text), LARGEST_LIMIT));
    }
    return limit;
  }
}
