package org.genhowto.gateway;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.ledger.LedgerLookup;
import org.genhowto.runtime.ledger.LedgerReader;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerState;
import org.genhowto.runtime.ledger.LedgerStory;
import org.genhowto.runtime.ledger.LedgerViews;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.LedgerKind;

/**
 * The ledger over HTTP: sums, lists of the newest, and the story of any video. Sums are exact; the
 * newest stories are held, and an older one is read from the topic, one at a time.
 */
public final class GatewayLedger implements WorkerComponent, RouteSource {
  private static final String NAME = "gateway-ledger";

  /** Stories of each kind and standing: with some 4 KB each, 84 MB at the very most. */
  private static final int HELD = 1_000;

  private static final int USUAL_LIMIT = 50;

  private final LedgerState state = new LedgerState(HELD);
  private final TopicFollower follower;
  private final BiFunction<LedgerKind, String, Optional<LedgerStory>> lookup;
  private final Semaphore lookups = new Semaphore(1);

  /** A line with the time it changed, by which lists are sorted. */
  private record Line(long changed, Map<String, Object> view) {}

  GatewayLedger(
      Platform platform,
      Consumer<byte[], byte[]> consumer,
      BiFunction<LedgerKind, String, Optional<LedgerStory>> lookup) {
    this.follower =
        new TopicFollower(NAME, platform, consumer, new LedgerReader(platform.serdes(), state));
    this.lookup = lookup;
  }

  public static GatewayLedger of(Platform platform) {
    return new GatewayLedger(
        platform, TopicFollower.consumer(NAME, platform), new LedgerLookup(platform)::story);
  }

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get("/v1/videos", this::list);
    server.routes.get("/v1/videos/{id}", this::video);
    server.routes.get("/v1/ledger/summary", this::summary);
  }

  @Override
  public void start() {
    follower.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return follower.failure();
  }

  @Override
  public void close() {
    follower.close();
  }

  private void summary(Context context) {
    requireRead();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("videos", LedgerViews.summary(state.summary(LedgerKind.VIDEO)));
    view.put("requests", LedgerViews.summary(state.summary(LedgerKind.REQUEST)));
    view.put("records", LedgerViews.summary(state.summary(LedgerKind.RECORD)));
    answer(context, view);
  }

  private void list(Context context) {
    requireRead();
    int limit = limit(context);
    List<Line> lines = new ArrayList<>();
    long all = 0;
    for (LedgerStanding standing : standings(context)) {
      all += state.summary(LedgerKind.VIDEO).of(standing);
      for (LedgerStory story : state.newest(LedgerKind.VIDEO, standing)) {
        lines.add(new Line(story.changed(), LedgerViews.line(story, standing)));
      }
    }
    lines.sort(Comparator.comparingLong(Line::changed).reversed());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("videos", lines.stream().limit(limit).map(Line::view).toList());
    view.put("count", all);
    answer(context, view);
  }

  private void video(Context context) {
    requireRead();
    String id = context.pathParam("id");
    if (!state.knows(LedgerKind.VIDEO, id)) {
      throw GatewayProblem.notFound("The ledger knows no video '%s'.".formatted(id));
    }
    LedgerStory story = state.story(LedgerKind.VIDEO, id).orElseGet(() -> old(id));
    answer(context, LedgerViews.story(story));
  }

  /** A story that is not held; reading it goes through a partition of the ledger. */
  private LedgerStory old(String id) {
    if (!lookups.tryAcquire()) {
      throw GatewayProblem.unavailable("Another old story is being read; ask again.", null);
    }
    try {
      return lookup
          .apply(LedgerKind.VIDEO, id)
          .orElseThrow(
              () -> GatewayProblem.notFound("Video '%s' is not in the ledger.".formatted(id)));
    } catch (KafkaException e) {
      throw GatewayProblem.unavailable("The ledger cannot be read.", e);
    } finally {
      lookups.release();
    }
  }

  /** Sums of a part would be wrong, so that nothing is said before all is read. */
  private void requireRead() {
    if (!follower.ready()) {
      throw GatewayProblem.unavailable("The ledger is still being read; ask again.", null);
    }
  }

  private static int limit(Context context) {
    String text = Optional.ofNullable(context.queryParam("limit")).orElse("" + USUAL_LIMIT);
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1) {
      throw GatewayProblem.badField(
          "limit", "limit is '%s', expected a whole number from 1 to 9999.".formatted(text));
    }
    return Integer.parseInt(text);
  }

  private static List<LedgerStanding> standings(Context context) {
    String asked = context.queryParam("state");
    List<LedgerStanding> all = List.of(LedgerStanding.values());
    if (asked == null) {
      return all;
    }
    List<LedgerStanding> named =
        all.stream().filter(standing -> standing.spelling().equals(asked)).toList();
    if (named.isEmpty()) {
      throw GatewayProblem.badField(
          "state",
          "state is '%s', expected one of %s."
              .formatted(asked, String.join(", ", LedgerStanding.spellings())));
    }
    return named;
  }

  private static void answer(Context context, Map<String, ?> view) {
    context
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .result(GatewayViews.json(view));
  }
}
