package org.genhowto.gateway.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Triplet;

/**
 * The page that shows the stream moving, and its sources: {@code /}, {@code /v1/dashboard} (a
 * snapshot), {@code /v1/metrics/stream} (server-sent snapshots, one a second), {@code
 * /v1/triplets/ID/initial|action|final.jpg}. Everything the page needs comes from this process.
 */
public final class Dashboard implements Worker, RouteSource {
  private static final String NAME = "dashboard";
  private static final String RESOURCES = "/org/genhowto/gateway/dashboard/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Map<String, String> ASSETS =
      Map.of(
          "dashboard.css", RESOURCES + "dashboard.css",
          "dashboard.js", RESOURCES + "dashboard.js",
          "uplot.js", UPLOT + "uPlot.iife.min.js",
          "uplot.css", UPLOT + "uPlot.min.css");

  private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
  private final Platform platform;
  private final DashboardState state = new DashboardState();
  private final TopicFollower follower;
  private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dashboard-events");
            thread.setDaemon(true);
            return thread;
          });

  public Dashboard(Platform platform) {
    this.platform = platform;
    this.follower = TopicFollower.of(NAME, platform, new DashboardReader(platform.serdes(), state));
  }

  /** Adds the dashboard's routes to a server. */
  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get("/", context -> asset(context, RESOURCES + "index.html", "text/html"));
    ASSETS.forEach(
        (name, resource) ->
            server.routes.get(
                "/assets/" + name,
                context ->
                    asset(
                        context,
                        resource,
                        name.endsWith(".css") ? "text/css" : "text/javascript")));
    server.routes.get(
        "/v1/dashboard", context -> context.contentType("application/json").result(snapshot()));
    server.routes.sse("/v1/metrics/stream", this::follow);
    server.routes.get("/v1/triplets/{id}/{moment}.jpg", this::frame);
  }

  /** What is known at this moment. */
  public DashboardSnapshot now() {
    return state.snapshot(platform.telemetry());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the ticker.
  public void start() {
    follower.start();
    ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public boolean ready() {
    return follower.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return follower.failure();
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    clients.forEach(SseClient::close);
    follower.close();
  }

  private void follow(SseClient client) {
    client.ctx().header("X-Accel-Buffering", "no"); // nginx would keep events back.
    if (ServerEdge.isHead(client.ctx())) {
      return;
    }
    client.keepAlive();
    client.onClose(() -> clients.remove(client));
    client.sendEvent("snapshot", snapshot());
    clients.add(client);
  }

  private void tick() {
    if (!clients.isEmpty()) {
      String snapshot = snapshot();
      clients.forEach(client -> client.sendEvent("snapshot", snapshot));
    }
  }

  private String snapshot() {
    try {
      return json.writeValueAsString(now());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void frame(Context context) throws IOException {
    CaptionedTriplet captioned =
        state
            .triplet(context.pathParam("id"))
            .orElseThrow(() -> new NotFoundResponse("no such triplet among the newest"));
    Triplet triplet = captioned.getTriplet();
    int second =
        switch (context.pathParam("moment")) {
          case "initial" -> triplet.getInitialSecond();
          case "action" -> triplet.getActionSecond();
          case "final" -> triplet.getFinalSecond();
          default -> throw new NotFoundResponse("expected initial, action or final");
        };
    context
        .contentType("image/jpeg")
        .header("Cache-Control", "private, max-age=86400, immutable")
        .result(FrameTar.frame(platform.blobs(), triplet.getSource(), second));
  }

  private static void asset(Context context, String resource, String type) throws IOException {
    try (InputStream in = Dashboard.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new NotFoundResponse(resource);
      }
      context.contentType(type + "; charset=utf-8").result(in.readAllBytes());
    }
  }
}
