package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.genhowto.evaluator.gate.Contest;
import org.genhowto.evaluator.gate.Gate;
import org.genhowto.evaluator.gate.PairedImages;
import org.genhowto.evaluator.gate.ReleaseTable;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;

/**
 * Brings the images of a candidate and of the serving release together that answer the same
 * questions, and has the gate decide. {@link #consider} is called off the thread that writes the
 * store, which calls {@link #decided}.
 */
final class Contests {
  private static final String METHOD = "genhowto";

  private final SampleStore store;
  private final LivePolicy policy;
  private final ReleaseTable releases;
  private final Gate gate;
  private final Queue<ReleaseDecision> decisions = new ConcurrentLinkedQueue<>();

  Contests(SampleStore store, LivePolicy policy, ReleaseTable releases) {
    this.store = store;
    this.policy = policy;
    this.releases = releases;
    this.gate = new Gate(policy.gate());
  }

  /** Decides where these images are of a candidate, or of what serves beside one. */
  void consider(Series changed, Gathered gathered, BooleanSupplier going) {
    Target target = changed.group().target();
    Optional<ModelRelease> tried = releases.release(GeneratorNetwork.candidate(target));
    if (policy.gate().rules().isEmpty()
        || tried.isEmpty()
        || !changed.group().set().equals(policy.gate().set())) {
      return;
    }
    Optional<Series> candidate = newest(changed, tried.get().getVersion());
    Optional<Series> serving = serving(changed, tried.get().getVersion());
    if (candidate.isEmpty()
        || candidate.equals(serving)
        || !(changed.equals(candidate.get()) || Optional.of(changed).equals(serving))) {
      return;
    }
    List<PairedImages> pairs =
        serving.map(other -> pairs(candidate.get(), other, going)).orElse(List.of());
    if (going.getAsBoolean()) {
      decisions.add(
          gate.decide(
              new Contest(
                  GeneratorNetwork.serving(target).spelling(),
                  target,
                  tried.get().getVersion(),
                  name(target, serving),
                  pairs,
                  gathered.classifierRows().stream()
                      .filter(row -> row.role() != Role.GENERATED)
                      .toList(),
                  gathered.frechet(Role.TEST_TARGET))));
    }
  }

  /** What was decided since it was asked last. */
  List<ReleaseDecision> decided() {
    List<ReleaseDecision> decided = new ArrayList<>();
    for (ReleaseDecision one = decisions.poll(); one != null; one = decisions.poll()) {
      decided.add(one);
    }
    return decided;
  }

  /** Whether images are of a release that serves or is tried. */
  boolean isNamed(Series series) {
    return GeneratorNetwork.all()
        .filter(network -> network.target() == series.group().target())
        .flatMap(network -> releases.release(network).stream())
        .anyMatch(release -> isMadeBy(series, release.getVersion()));
  }

  private static boolean isMadeBy(Series series, String version) {
    return GeneratorNetwork.isMadeBy(series.release(), version);
  }

  /** As it is released; weights that nobody released are called by what results say. */
  private String name(Target target, Optional<Series> serving) {
    return releases
        .release(GeneratorNetwork.serving(target))
        .map(ModelRelease::getVersion)
        .or(() -> serving.map(Series::release))
        .orElse("");
  }

  /** Where nothing was released, generators serve what their settings name: the newest images. */
  private Optional<Series> serving(Series like, String candidate) {
    return releases
        .release(GeneratorNetwork.serving(like.group().target()))
        .map(released -> newest(like, released.getVersion()))
        .orElseGet(
            () -> peers(like).stream().filter(each -> !isMadeBy(each, candidate)).max(byTime()));
  }

  /** A release is a series for each base model it ran with. */
  private Optional<Series> newest(Series like, String release) {
    return peers(like).stream().filter(each -> isMadeBy(each, release)).max(byTime());
  }

  private Comparator<Series> byTime() {
    return Comparator.comparingLong(each -> store.state(each).newest());
  }

  private List<Series> peers(Series like) {
    return store.series().stream()
        .filter(each -> each.group().equals(like.group()) && each.role() == Role.GENERATED)
        .filter(each -> each.method().equals(METHOD) && store.state(each).count() > 0)
        .toList();
  }

  private List<PairedImages> pairs(Series candidate, Series serving, BooleanSupplier going) {
    Map<String, StoredRow> answers = new TreeMap<>();
    store.sample(candidate, policy.exactRows(), going).stream()
        .filter(row -> !row.pair().isEmpty())
        .forEach(row -> answers.merge(row.pair(), row, Contests::first));
    Map<String, StoredRow> others = new HashMap<>();
    store
        .answering(serving, answers.keySet(), going)
        .forEach(row -> others.merge(row.pair(), row, Contests::first));
    List<PairedImages> pairs = new ArrayList<>();
    answers.forEach(
        (question, row) -> {
          StoredRow other = others.get(question);
          if (other != null) {
            pairs.add(new PairedImages(row.category(), answer(row), answer(other)));
          }
        });
    return pairs;
  }

  /** A question that was asked twice counts once, by the same answer every time. */
  private static StoredRow first(StoredRow one, StoredRow other) {
    return one.id().compareTo(other.id()) < 0 ? one : other;
  }

  private static PairedImages.Answer answer(StoredRow row) {
    return new PairedImages.Answer(
        row.classifier(), row.frechet(), row.agreement(), row.background());
  }
}
