package org.genhowto.launcher.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.genhowto.launcher.children.Child;
import org.genhowto.launcher.station.WorkerCatalogue;

/** Lets a fault happen, and waits until everything it met works again. */
final class Strike {
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Duration STOP = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration ZOMBIE_LIFE = Duration.ofSeconds(15);

  private final ChaosSettings settings;
  private final Crew crew;
  private final Progress progress;
  private final Feed feed;
  private final Recoveries starts;
  private String missing = "";

  Strike(ChaosSettings settings, Crew crew, Progress progress, Feed feed, Recoveries starts) {
    this.settings = settings;
    this.crew = crew;
    this.progress = progress;
    this.feed = feed;
    this.starts = starts;
  }

  /** What did not recover, where the last one did not. */
  String missing() {
    return missing;
  }

  /**
   * @return seconds from the end of the fault until all it met worked again; nothing where they did
   *     not
   */
  Optional<Double> meet(Fault fault) throws IOException, InterruptedException {
    List<WorkerCatalogue> met = fault.victim().map(List::of).orElse(settings.workers());
    switch (fault.kind()) {
      case KILL -> restart(fault.victim().orElseThrow(), "KILL");
      case TERM -> restart(fault.victim().orElseThrow(), "TERM");
      case FREEZE -> freeze(crew.of(fault.victim().orElseThrow()), fault.time());
      case ZOMBIE -> zombie(fault.victim().orElseThrow(), fault.time());
      case BROKER_KILL -> {
        crew.platform().signal("KILL");
        crew.platform().ended(STOP);
        crew.platform().start();
      }
      case BROKER_FREEZE -> freeze(crew.platform(), fault.time());
      case STORE_AWAY -> storeAway(fault.time());
      case REGISTRY_CUT -> registry(Proxy.Mode.CUT, fault.time());
      case REGISTRY_REFUSED -> registry(Proxy.Mode.REFUSE, fault.time());
      case REGISTRY_SILENT -> registry(Proxy.Mode.HALF_OPEN, fault.time());
      case REGISTRY_SLOW -> registry(Proxy.Mode.SLOW, fault.time());
    }
    return recovered(met, started(fault.kind()));
  }

  private static boolean started(Fault.Kind kind) {
    return switch (kind) {
      case KILL, TERM, ZOMBIE -> true;
      default -> false;
    };
  }

  private void restart(WorkerCatalogue worker, String signal)
      throws IOException, InterruptedException {
    Child child = crew.of(worker);
    child.signal(signal);
    if (!child.ended(STOP)) {
      missing = child.name() + " did not end after SIG" + signal;
      child.signal("KILL");
      child.ended(STOP);
    }
    child.start();
  }

  private static void freeze(Child child, Duration time) throws IOException, InterruptedException {
    child.signal("STOP");
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    child.signal("CONT");
  }

  /** The stopped one wakes beside its successor; it may do no harm and is ended in the end. */
  private void zombie(WorkerCatalogue worker, Duration time)
      throws IOException, InterruptedException {
    crew.of(worker).signal("STOP");
    Child zombie = crew.replace(worker);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    zombie.signal("CONT");
    zombie.ended(ZOMBIE_LIFE);
    zombie.end(STOP);
  }

  private void storeAway(Duration time) throws IOException, InterruptedException {
    Path blobs = crew.blobs();
    Path away = blobs.resolveSibling("blobs-away");
    Files.move(blobs, away);
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } finally {
      back(away, blobs);
    }
  }

  /** Where a worker has made the folder anew meanwhile, what it wrote there joins the rest. */
  private void back(Path away, Path blobs) throws IOException {
    if (Files.exists(blobs)) {
      missing = "a worker made " + blobs + " anew while the store was away";
      Files.move(blobs, blobs.resolveSibling("blobs-made-anew-" + System.nanoTime()));
    }
    Files.move(away, blobs);
  }

  private void registry(Proxy.Mode mode, Duration time) throws IOException, InterruptedException {
    crew.registry().mode(mode);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    crew.registry().mode(Proxy.Mode.PASS);
  }

  private Optional<Double> recovered(List<WorkerCatalogue> met, boolean started)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Map<WorkerCatalogue, Long> before = new EnumMap<>(WorkerCatalogue.class);
    Map<WorkerCatalogue, Boolean> measured = new EnumMap<>(WorkerCatalogue.class);
    while (System.nanoTime() - begin < PATIENCE.toNanos()) {
      crew.revive();
      boolean all = true;
      for (WorkerCatalogue worker : met) {
        if (started && crew.ready(worker) && measured.put(worker, true) == null) {
          starts.add(worker.spelling(), crew.of(worker).cpuSeconds());
        }
        all &= works(worker, before);
      }
      if (all) {
        return Optional.of((System.nanoTime() - begin) / 1e9);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    return Optional.empty();
  }

  /** It is ready, and has settled something since, or has nothing to settle. */
  private boolean works(WorkerCatalogue worker, Map<WorkerCatalogue, Long> before)
      throws InterruptedException {
    try {
      boolean moves;
      if (worker == WorkerCatalogue.GATEWAY) {
        moves = feed.overHttp() > before.computeIfAbsent(worker, first -> feed.overHttp());
      } else {
        Progress.Place place = progress.of(worker);
        Long first = before.putIfAbsent(worker, place.done());
        moves = place.idle() || (first != null && place.done() > first);
      }
      if (!moves || !crew.ready(worker)) {
        missing = worker.spelling() + (moves ? " is not ready" : " settles nothing");
        return false;
      }
      return true;
    } catch (Progress.UnknownPlaceException e) {
      missing = "Kafka does not say how far " + worker.spelling() + " is";
      return false;
    }
  }
}
