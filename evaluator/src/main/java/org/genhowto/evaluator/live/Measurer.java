package org.genhowto.evaluator.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.Role;

/**
 * Measures what changed, off the thread that takes samples in: by moments at once, on single images
 * at leisure. Each has a thread that rests as long as it worked, so that measuring takes at most
 * half a core of each, however much there is to measure.
 *
 * <p>{@link #changed}, {@link #tick} and {@link #measured} are called by the thread that writes the
 * store.
 */
final class Measurer implements AutoCloseable {
  /** Told of what could not be measured. */
  interface Unmeasured {
    void tell(Series series, String metric, Throwable thrown);
  }

  private final SampleStore store;
  private final LivePolicy policy;
  private final Contests contests;
  private final MeasuringThreads.Lane live;
  private final MeasuringThreads.Lane exact;
  private final LiveFormulas liveFormulas;
  private final ExactFormulas exactFormulas;
  private final Unmeasured unmeasured;
  private final Map<Series, SeriesMoments> moments = new HashMap<>();
  private final Map<Series, Subject> subjects = new HashMap<>();
  private final Queue<Measurement> results = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Images of one release and method, and what is still to be measured of them. */
  private static final class Subject {
    long changedAt;
    boolean live;
    boolean exact;
    long nextLive;
    long nextExact;
    long nextHour;
  }

  Measurer(
      SampleStore store,
      LivePolicy policy,
      Contests contests,
      MeasuringThreads threads,
      Unmeasured unmeasured) {
    this.store = store;
    this.policy = policy;
    this.contests = contests;
    this.live = threads.laneOf(threads.live());
    this.exact = threads.laneOf(threads.exact());
    this.liveFormulas = new LiveFormulas(policy.minimumImages());
    this.exactFormulas = new ExactFormulas(policy);
    this.unmeasured = unmeasured;
    // After a restart it is not known whether the last samples were measured: measure all once.
    again(0);
  }

  /** Measures everything anew. */
  void again(long now) {
    store.series().forEach(series -> due(series, now));
  }

  /** Takes note of a change; called under the store's lock. */
  void changed(Series series, SampleStore.Change change, long now) {
    if (series.role() == Role.GENERATED || series.role() == Role.TEST_TARGET) {
      moments(series).changed(change);
    }
    due(series, now);
  }

  /** Forgets a series that has no samples any more. */
  void forget(Series series) {
    moments.remove(series);
    subjects.remove(series);
  }

  private SeriesMoments moments(Series series) {
    return moments.computeIfAbsent(series, any -> new SeriesMoments(series, store));
  }

  /** Real images are the other side of all that was generated. */
  private void due(Series series, long now) {
    if (series.role() == Role.GENERATED) {
      Subject subject = subjects.computeIfAbsent(series, any -> new Subject());
      if (!subject.exact) {
        subject.changedAt = now;
      }
      subject.live = true;
      subject.exact = true;
    } else {
      subjects.keySet().stream()
          .filter(each -> each.group().equals(series.group()))
          .toList()
          .forEach(each -> due(each, now));
    }
  }

  /** Begins what is due and can begin. */
  void tick(long now) {
    if (live.isFree(now)) {
      next(subject -> subject.live && now >= subject.nextLive)
          .ifPresent(due -> beginLive(due.getKey(), due.getValue(), now));
    }
    for (Subject subject : subjects.values()) {
      subject.exact |= subject.nextHour > 0 && now >= subject.nextHour;
    }
    if (exact.isFree(now)) {
      next(subject -> subject.exact && now >= subject.nextExact)
          .ifPresent(due -> beginExact(due.getKey(), due.getValue(), now));
    }
  }

  /** What has been measured since it was asked last. */
  List<Measurement> measured() {
    List<Measurement> measured = new ArrayList<>();
    for (Measurement one = results.poll(); one != null; one = results.poll()) {
      measured.add(one);
    }
    return measured;
  }

  private interface Due {
    boolean test(Subject subject);
  }

  /** The one that waits longest. */
  private Optional<Map.Entry<Series, Subject>> next(Due due) {
    return subjects.entrySet().stream()
        .filter(entry -> due.test(entry.getValue()))
        .min(Comparator.comparingLong(entry -> entry.getValue().changedAt));
  }

  private void beginLive(Series series, Subject subject, long now) {
    subject.live = false;
    subject.nextLive = now + Math.min(500, policy.interval().toMillis());
    SeriesMoments generated = moments(series);
    SeriesMoments reference = moments(series.real(Role.TEST_TARGET));
    Scene scene = new Scene(series, new Window.All(), now, "live-" + now);
    live.run(now, () -> live(scene, generated, reference));
  }

  // A broad catch: whatever numbers do to a formula, the next change tries anew.
  @SuppressWarnings("CatchingUnchecked")
  private void live(Scene scene, SeriesMoments generated, SeriesMoments reference) {
    try {
      String version = store.state(scene.series().real(Role.TEST_TARGET)).version();
      if (generated.advance(() -> !closed) && reference.advance(() -> !closed)) {
        results.add(
            new Measurement(
                scene.series(),
                Optional.empty(),
                liveFormulas.measure(scene, generated, reference, version)));
      }
    } catch (Throwable thrown) {
      if (!closed) {
        unmeasured.tell(scene.series(), "fid", thrown);
      }
    }
  }

  private void beginExact(Series series, Subject subject, long now) {
    subject.exact = false;
    subject.nextExact = now + policy.interval().toMillis();
    long newest = store.state(series).newest();
    subject.nextHour =
        newest > now - Window.Hour.LENGTH.toMillis() ? now + Duration.ofMinutes(1).toMillis() : 0;
    exact.run(now, () -> exact(series, now));
  }

  // A broad catch: whatever numbers do to a formula, the next change tries anew.
  @SuppressWarnings("CatchingUnchecked")
  private void exact(Series series, long now) {
    try {
      Gathered all = gather(series);
      Scene scene = new Scene(series, new Window.All(), now, "exact-" + now);
      List<EvaluationMetric> whole = all.isSampled() ? List.of() : measure(scene, all);
      if (all.isSampled()) {
        measureSampled(scene, all);
      }
      long since = now - Window.Hour.LENGTH.toMillis();
      part(
          scene.over(new Window.Hour()),
          all,
          whole,
          store.newest(series, policy.exactRows(), since));
      part(
          scene.over(new Window.Last(policy.last())),
          all,
          whole,
          store.newest(series, policy.last(), Long.MIN_VALUE));
      contests.consider(series, all, () -> !closed);
    } catch (Throwable thrown) {
      if (!closed) {
        unmeasured.tell(series, "all", thrown);
      }
    }
  }

  /** Measures a window; one that holds all images has the values of all. */
  private void part(
      Scene scene, Gathered all, List<EvaluationMetric> whole, List<StoredRow> generated) {
    if (closed) {
      return;
    }
    if (!all.isSampled() && generated.size() == all.of(Role.GENERATED).size()) {
      add(
          scene,
          whole.stream()
              .map(
                  metric ->
                      EvaluationMetric.newBuilder(metric)
                          .setWindow(scene.window().spelling())
                          .build())
              .toList());
    } else {
      measure(scene, all.withGenerated(generated));
    }
  }

  private List<EvaluationMetric> measure(Scene scene, Gathered gathered) {
    List<EvaluationMetric> metrics = computed(scene, gathered);
    add(scene, metrics);
    return metrics;
  }

  /** What moments give of all images is not to be overwritten by what a sample of them gives. */
  private void measureSampled(Scene scene, Gathered gathered) {
    results.add(
        new Measurement(
            scene.series(),
            Optional.empty(),
            computed(scene, gathered).stream()
                .filter(metric -> !LiveFormulas.give(metric))
                .toList()));
  }

  private List<EvaluationMetric> computed(Scene scene, Gathered gathered) {
    return exactFormulas.measure(
        scene, gathered, (metric, thrown) -> unmeasured.tell(scene.series(), metric, thrown));
  }

  private void add(Scene scene, List<EvaluationMetric> metrics) {
    results.add(new Measurement(scene.series(), Optional.of(scene.window()), metrics));
  }

  private Gathered gather(Series series) {
    Map<Role, List<StoredRow>> rows = new EnumMap<>(Role.class);
    Map<Role, SeriesState> states = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      Series part = role == Role.GENERATED ? series : series.real(role);
      states.put(role, store.state(part));
      rows.put(role, store.sample(part, policy.exactRows(), () -> !closed));
    }
    return new Gathered(rows, states);
  }

  /** Lets go of the store: what reads it stops soon. */
  @Override
  public void close() {
    closed = true;
  }
}
