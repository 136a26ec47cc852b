package org.genhowto.gateway.dashboard;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.dashboard.model.DashboardModel;
import org.genhowto.gateway.dashboard.model.MetricQuery;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.config.PastMoment;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Triplet;

/** What the dashboard's page asks for beside its events. */
final class DashboardRoutes implements RouteSource {
  /** What images may be to show; empty where a metric is of both. */
  static final List<String> TARGETS =
      Stream.concat(Stream.of(""), Arrays.stream(Target.values()).map(MetricKey::spelling))
          .toList();

  /** Fields of a metric that a question may name. */
  static final Set<String> FIELDS =
      ordered("name", "set", "release", "method", "target", "category", "window");

  static final Set<String> TIMES = ordered("from", "to");
  static final List<String> KINDS = List.of("video", "triplet", "shard", "request", "sample");

  private final Platform platform;
  private final DashboardModel model;
  private final Supplier<String> snapshot;

  DashboardRoutes(Platform platform, DashboardModel model, Supplier<String> snapshot) {
    this.platform = platform;
    this.model = model;
    this.snapshot = snapshot;
  }

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get(
        "/v1/dashboard", context -> context.contentType("application/json").result(snapshot.get()));
    server.routes.get("/v1/evaluation/metrics", this::metrics);
    server.routes.get("/v1/lineage/{kind}/{id}", this::lineage);
    server.routes.get("/v1/triplets/{id}/{moment}.jpg", this::frame);
  }

  private void metrics(Context context) {
    answer(context, model.metrics(query(context.queryParamMap(), platform.clock())));
  }

  /**
   * Reads which metrics, and of which time.
   *
   * @throws GatewayProblem a parameter is not as it has to be
   */
  static MetricQuery query(Map<String, List<String>> given, Clock clock) {
    Map<String, String> wanted = new LinkedHashMap<>();
    given.forEach(
        (name, values) -> {
          if (!FIELDS.contains(name) && !TIMES.contains(name)) {
            throw bad(name, name, "There is no parameter '%s', expected any of " + all() + ".");
          }
          if (values.size() > 1) {
            throw bad(name, name, "%s is given more than once, expected once.");
          }
          if (name.equals("target") && !TARGETS.contains(values.get(0))) {
            throw bad(name, values.get(0), "target is '%s', expected one of " + TARGETS + ".");
          }
          if (FIELDS.contains(name)) {
            wanted.put(name, values.get(0));
          }
        });
    long from = moment(given, "from", clock).orElse(Long.MIN_VALUE);
    long to = moment(given, "to", clock).orElse(Long.MAX_VALUE);
    if (from > to) {
      throw bad("from", given.toString(), "from is after to in %s, expected before.");
    }
    return new MetricQuery(wanted, from, to);
  }

  private static Optional<Long> moment(Map<String, List<String>> given, String name, Clock clock) {
    return Optional.ofNullable(given.get(name))
        .map(values -> values.get(0))
        .filter(text -> !text.isEmpty())
        .map(text -> moment(text, name, clock));
  }

  private static long moment(String text, String name, Clock clock) {
    try {
      return PastMoment.parse(text, clock.instant()).toEpochMilli();
    } catch (DateTimeException e) {
      throw bad(
          name,
          text,
          name
              + " is '%s', expected a length such as 2h, or a moment such as"
              + " 2026-01-31T08:00:00Z.");
    }
  }

  private void lineage(Context context) {
    String kind = context.pathParam("kind");
    String id = context.pathParam("id");
    if (!KINDS.contains(kind)) {
      throw GatewayProblem.notFound(
          "There is no lineage of a '%s', expected one of %s."
              .formatted(PlainText.shown(kind), KINDS));
    }
    answer(
        context,
        model
            .lineage(kind, id)
            .orElseThrow(
                () ->
                    GatewayProblem.notFound(
                        "The %s '%s' is not among the newest."
                            .formatted(kind, PlainText.shown(id)))));
  }

  private void frame(Context context) throws IOException {
    Triplet triplet =
        model
            .triplet(context.pathParam("id"))
            .orElseThrow(
                () -> GatewayProblem.notFound("There is no such triplet among the newest."));
    int second =
        switch (context.pathParam("moment")) {
          case "initial" -> triplet.getInitialSecond();
          case "action" -> triplet.getActionSecond();
          case "final" -> triplet.getFinalSecond();
          default ->
              throw GatewayProblem.notFound(
                  "There is no moment '%s', expected initial, action or final."
                      .formatted(PlainText.shown(context.pathParam("moment"))));
        };
    context
        .contentType("image/jpeg")
        .header("Cache-Control", "private, max-age=86400, immutable")
        .result(FrameTar.frame(platform.blobs(), triplet.getSource(), second));
  }

  private static Set<String> all() {
    Set<String> all = new LinkedHashSet<>(FIELDS);
    all.addAll(TIMES);
    return all;
  }

  private static Set<String> ordered(String... names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
  }

  private static GatewayProblem bad(String field, String shown, String sentence) {
    return GatewayProblem.badField(
        PlainText.shown(field), sentence.formatted(PlainText.shown(shown)));
  }

  private static void answer(Context context, Map<String, ?> view) {
    context.contentType("application/json").result(GatewayViews.json(view));
  }
}
