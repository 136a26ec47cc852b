package org.genhowto.gateway.dashboard;

import io.javalin.config.JavalinConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.dashboard.board.Board;
import org.genhowto.gateway.dashboard.board.BoardFollowers;
import org.genhowto.gateway.dashboard.model.DashboardModel;
import org.genhowto.gateway.dashboard.pulse.Pulse;
import org.genhowto.gateway.dashboard.pulse.Stage;
import org.genhowto.gateway.rating.RatingBook;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/**
 * The page that shows the journey and its metrics, and what it asks for. Topics are taken in all
 * the time; what they look like is worked out while somebody watches, once a second for everybody.
 */
public final class Dashboard implements Worker, RouteSource {
  private static final String NAME = "dashboard";

  /** Whoever asked for the state is taken to watch for as long. */
  private static final long INTEREST_NANOS = TimeUnit.SECONDS.toNanos(15);

  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

  private final Platform platform;
  private final DashboardModel model = new DashboardModel();
  private final RatingBook ratings = new RatingBook();
  private final Board board = new Board();
  private final BoardFollowers followers;
  private final TopicFollower follower;
  private final Pulse pulse;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dashboard-events");
            thread.setDaemon(true);
            return thread;
          });
  private long refreshed = System.nanoTime() - FRESH_NANOS;
  private volatile long asked = System.nanoTime() - INTEREST_NANOS;

  /**
   * @param stages the workers of the journey, in its order
   * @param states how the workers of this process are, by name
   */
  public Dashboard(
      Platform platform,
      DashboardSettings settings,
      List<Stage> stages,
      Supplier<Map<String, String>> states) {
    this.platform = platform;
    this.follower =
        TopicFollower.of(NAME, platform, new DashboardReader(platform.serdes(), model, ratings));
    this.followers =
        new BoardFollowers(board, platform.clock(), this::refresh, settings.followers());
    this.pulse = new Pulse(platform, stages, settings.scrape(), states, this::isWatched);
  }

  @Override
  public void addTo(JavalinConfig server) {
    new DashboardPage().addTo(server);
    new DashboardRoutes(platform, model, this::snapshot).addTo(server);
    server.routes.get("/v1/metrics/stream", followers::follow);
  }

  /** What people have said of images, and which they may be asked about. */
  public RatingBook ratings() {
    return ratings;
  }

  /** How far the journey is at this moment. */
  public DashboardSnapshot now() {
    return new DashboardSnapshot(
        model.counts(), model.frames(), model.samplesInShards(), model.curves());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the ticker.
  public void start() {
    follower.start();
    pulse.start();
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
    followers.close();
    pulse.close();
    follower.close();
  }

  private boolean isWatched() {
    return !followers.isEmpty() || System.nanoTime() - asked < INTEREST_NANOS;
  }

  private void tick() {
    if (!followers.isEmpty()) {
      refresh();
      followers.tick();
    }
  }

  private String snapshot() {
    asked = System.nanoTime();
    refresh();
    return board.whole(platform.clock().millis()).json();
  }

  /** Many who come at once cost what one does. */
  private synchronized void refresh() {
    if (System.nanoTime() - refreshed < FRESH_NANOS) {
      return;
    }
    refreshed = System.nanoTime();
    pulse.wake();
    model.sections(platform.clock().millis()).forEach(board::show);
    pulse.sections().forEach(board::show);
    board.show("ratings", rated());
    board.show("self", Map.of("dashboard", Map.of("read", follower.ready())));
  }

  private Map<String, Object> rated() {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (Map<String, Object> row : ratings.summary()) {
      rows.put(String.valueOf(rows.size()), row);
    }
    return rows;
  }
}
