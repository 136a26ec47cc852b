package org.genhowto.launcher.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.genhowto.launcher.chaos.Fault.Kind;
import org.genhowto.launcher.station.WorkerCatalogue;

/**
 * Faults in the order that a seed gives: round by round, so that each kind meets each worker about
 * as often.
 */
final class Schedule {
  /** Longer than a session of the classic protocol, 45 s. */
  private static final Duration FREEZE = Duration.ofSeconds(55);

  private static final Duration ZOMBIE = Duration.ofSeconds(20);
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final int SPREAD_MILLIS = 25_000;

  private final Random random;
  private final List<WorkerCatalogue> workers;
  private final Deque<Fault> kills = new ArrayDeque<>();
  private final Deque<Fault> outages = new ArrayDeque<>();
  private final OptionalInt mostKills;
  private final OptionalInt mostOutages;
  private int killed;
  private int out;

  Schedule(ChaosSettings settings) {
    this.random = new Random(settings.seed());
    this.workers = settings.workers();
    this.mostKills = settings.kills();
    this.mostOutages = settings.outages();
  }

  /** The next fault; none where all that were asked for have been. */
  Optional<Fault> next() {
    boolean moreKills = killed < mostKills.orElse(Integer.MAX_VALUE);
    boolean moreOutages = out < mostOutages.orElse(Integer.MAX_VALUE);
    if (!moreKills && !moreOutages) {
      return Optional.empty();
    }
    // Workers are many and outages few; where both are counted, they end together.
    double share =
        mostKills.isPresent() && mostOutages.isPresent()
            ? (double) (mostKills.getAsInt() - killed)
                / Math.max(1, mostKills.getAsInt() - killed + mostOutages.getAsInt() - out)
            : 0.75;
    if (moreKills && (!moreOutages || random.nextDouble() < share)) {
      killed++;
      return Optional.of(drawn(kills, this::killsOfARound));
    }
    out++;
    return Optional.of(drawn(outages, this::outagesOfARound));
  }

  private interface Round {
    List<Fault> faults();
  }

  private Fault drawn(Deque<Fault> left, Round round) {
    if (left.isEmpty()) {
      List<Fault> faults = new ArrayList<>(round.faults());
      Collections.shuffle(faults, random);
      left.addAll(faults);
    }
    return left.removeFirst();
  }

  private List<Fault> killsOfARound() {
    List<Fault> faults = new ArrayList<>();
    for (WorkerCatalogue worker : workers) {
      faults.add(new Fault(Kind.KILL, Optional.of(worker), Duration.ZERO));
      faults.add(new Fault(Kind.TERM, Optional.of(worker), Duration.ZERO));
    }
    // They take a minute each, so they meet one worker a round.
    if (mostKills.isEmpty()) {
      faults.add(new Fault(Kind.FREEZE, Optional.of(anyWorker()), FREEZE));
      faults.add(new Fault(Kind.ZOMBIE, Optional.of(anyWorker()), ZOMBIE));
      faults.add(new Fault(Kind.ZOMBIE, Optional.of(anyWorker()), ZOMBIE));
    }
    return faults;
  }

  private List<Fault> outagesOfARound() {
    List<Fault> faults = new ArrayList<>();
    faults.add(new Fault(Kind.BROKER_KILL, Optional.empty(), Duration.ZERO));
    faults.add(new Fault(Kind.STORE_AWAY, Optional.empty(), someTime()));
    faults.add(
        new Fault(anyOf(Kind.REGISTRY_CUT, Kind.REGISTRY_REFUSED), Optional.empty(), someTime()));
    if (mostOutages.isEmpty()) {
      faults.add(new Fault(Kind.REGISTRY_SILENT, Optional.empty(), someTime()));
      faults.add(new Fault(Kind.REGISTRY_SLOW, Optional.empty(), someTime()));
      faults.add(new Fault(Kind.BROKER_FREEZE, Optional.empty(), someTime()));
    }
    return faults;
  }

  private WorkerCatalogue anyWorker() {
    return workers.get(random.nextInt(workers.size()));
  }

  private Kind anyOf(Kind... kinds) {
    return kinds[random.nextInt(kinds.length)];
  }

  private Duration someTime() {
    return SHORTEST.plusMillis(random.nextInt(SPREAD_MILLIS));
  }
}
