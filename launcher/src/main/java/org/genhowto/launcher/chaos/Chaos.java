package org.genhowto.launcher.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;

/**
 * One run: starts everything, lets faults meet it while inputs flow, waits until all is quiet, and
 * judges.
 */
public final class Chaos {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration QUIET = Duration.ofMinutes(15);

  private static final int VIDEOS = 24;

  private final ChaosSettings settings;
  private final Consumer<String> out;
  private final long begin = System.nanoTime();
  private final Recoveries recoveries = new Recoveries();
  private final Recoveries starts = new Recoveries();
  private final Map<String, Integer> faults = new TreeMap<>();
  private final List<String> unrecovered = new ArrayList<>();

  public Chaos(ChaosSettings settings, Consumer<String> out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * @throws StartException the processes do not come up, faults aside
   */
  public Verdict run() throws IOException, InterruptedException {
    Path folder = settings.folder();
    if (Files.exists(folder.resolve("kafka"))) {
      throw new StartException(folder + " holds an earlier run; name another folder");
    }
    Files.createDirectories(folder);
    ChaosWorld world = ChaosWorld.render(folder.resolve("videos"), VIDEOS);
    try (Crew crew = new Crew(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> quietly(crew)));
      crew.platform().start();
      until(START, "the platform is up", crew::platformUp);
      say("platform is up");
      try (Platform platform = crew.connect();
          Progress progress = new Progress(platform);
          Feed feed = new Feed(settings, crew, platform, world, progress)) {
        topics(platform);
        start(crew);
        feed.first();
        quiet(crew, platform);
        say("first inputs are through");
        feed.brew(new Records(platform), junk(platform, world));
        feed.start();
        strike(crew, progress, feed);
        say("faults have ended; waiting until all is quiet");
        feed.finish();
        quiet(crew, platform);
        return verdict(crew, platform, feed);
      }
    }
  }

  private static void quietly(Crew crew) {
    try {
      crew.close();
    } catch (IOException e) {
      return; // The run is over anyway.
    }
  }

  private static void topics(Platform platform) throws InterruptedException {
    try (Admin admin = KafkaClients.of(platform, "chaos").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
  }

  private void start(Crew crew) throws IOException, InterruptedException {
    for (WorkerCatalogue worker : settings.workers()) {
      crew.of(worker).start();
    }
    for (WorkerCatalogue worker : settings.workers()) {
      until(START, worker.spelling() + " is ready", () -> crew.ready(worker));
      say("%s is ready".formatted(worker.spelling()));
    }
  }

  private static Poison.Junk junk(Platform platform, ChaosWorld world) throws IOException {
    BlobRef blob =
        platform
            .blobs()
            .put("neither a tar nor a picture".getBytes(StandardCharsets.UTF_8), "image/png");
    EvaluationMetric other =
        EvaluationMetric.newBuilder()
            .setName("other")
            .setValue(0.0)
            .setSamples(1)
            .setSet("x")
            .setMethod("x")
            .build();
    try {
      // No worker reads its topic.
      byte[] bytes = platform.serdes().codec(Topics.EVALUATION_METRICS).encode(other);
      return new Poison.Junk(blob, world.junk().toUri().toString(), bytes);
    } catch (RegistryUnavailableException e) {
      throw new IOException(e);
    }
  }

  private void strike(Crew crew, Progress progress, Feed feed)
      throws IOException, InterruptedException {
    Schedule schedule = new Schedule(settings);
    Strike strike = new Strike(settings, crew, progress, feed, starts);
    long end = System.nanoTime() + settings.time().toNanos();
    Optional<Fault> next = schedule.next();
    while (next.isPresent() && System.nanoTime() - end < 0) {
      Fault fault = next.get();
      Optional<Double> seconds = strike.meet(fault);
      String kind = fault.kind().spelling();
      faults.merge(kind, 1, Integer::sum);
      if (seconds.isPresent()) {
        recoveries.add(kind, seconds.get());
        say("%s: recovered after %.1f s".formatted(fault, seconds.get()));
      } else {
        unrecovered.add(
            "no recovery from " + fault + " within " + Strike.PATIENCE.toSeconds() + " s");
        say("%s: NOT RECOVERED, %s".formatted(fault, strike.missing()));
      }
      next = schedule.next();
    }
  }

  /** Waits until nobody has anything to do, or for as long as is bearable. */
  private void quiet(Crew crew, Platform platform) throws IOException, InterruptedException {
    long end = System.nanoTime() + QUIET.toNanos();
    try (Quiet quiet = new Quiet(settings.workers(), platform)) {
      for (int still = 0; still < quiet.looks(); still = quiet.now() ? still + 1 : 0) {
        if (System.nanoTime() - end > 0) {
          unrecovered.add("not quiet within " + QUIET.toSeconds() + " s");
          return;
        }
        TimeUnit.SECONDS.sleep(1);
        crew.revive();
      }
    }
  }

  private Verdict verdict(Crew crew, Platform platform, Feed feed) throws IOException {
    Records records = new Records(platform);
    Judge.Findings findings =
        new Judge(settings, platform, records, feed, crew.dataset()).findings();
    findings.otherwise().addAll(unrecovered);
    return new Verdict(
        settings.seed(),
        (System.nanoTime() - begin) / 60e9,
        faults,
        findings.counts(),
        findings.doubled(),
        findings.lost(),
        findings.good(),
        findings.poison(),
        findings.otherwise(),
        crew.ownExits(),
        recoveries.summaries(),
        starts.summaries(),
        settings.folder().toString());
  }

  /** Says whether something has come to be. */
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void until(Duration patience, String what, Condition condition)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new StartException("not within %d s: %s".formatted(patience.toSeconds(), what));
      }
      TimeUnit.MILLISECONDS.sleep(250);
    }
  }

  private void say(String line) {
    out.accept("%6.0f s  %s".formatted((System.nanoTime() - begin) / 1e9, line));
  }
}
