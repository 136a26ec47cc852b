package org.genhowto.launcher.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.genhowto.launcher.replay.Comparison.Change;
import org.jspecify.annotations.Nullable;

/** What was made and what stands, as they come together. */
final class Comparing {
  private final SortedMap<String, Made> made = new TreeMap<>();
  private final Map<String, Summary> standing = new HashMap<>();

  /** Either an output, or a reason for none. */
  private record Made(@Nullable Summary output, String reason, boolean failed) {}

  void made(String subject, Summary output) {
    made.put(subject, new Made(output, "", false));
  }

  void none(String subject, String reason) {
    made.put(subject, new Made(null, reason, false));
  }

  void failed(String subject, String sentence) {
    made.put(subject, new Made(null, sentence, true));
  }

  /** What stands of a subject; the last that is said counts. */
  void stands(String subject, Summary output) {
    if (made.containsKey(subject)) {
      standing.put(subject, output);
    }
  }

  int inputs() {
    return made.size();
  }

  Comparison of(String stage, String shadow) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Integer> reasons = new TreeMap<>();
    List<Change> changes = new ArrayList<>();
    Means before = new Means();
    Means after = new Means();
    made.forEach(
        (subject, one) -> {
          Optional<Summary> stands = Optional.ofNullable(standing.get(subject));
          String kind = kind(stands, one);
          counts.merge(kind, 1, Integer::sum);
          stands.ifPresent(before::add);
          if (one.output() != null) {
            after.add(one.output());
          } else if (!one.failed()) {
            reasons.merge(one.reason(), 1, Integer::sum);
          }
          if (!kind.equals("same") && !kind.equals("neither")) {
            changes.add(
                new Change(
                    subject,
                    kind,
                    stands.map(Summary::shown).orElse(null),
                    one.output() == null ? one.reason() : one.output().shown()));
          }
        });
    return new Comparison(
        stage, shadow, made.size(), counts, reasons, before.of(), after.of(), changes);
  }

  private static String kind(Optional<Summary> stands, Made one) {
    if (one.failed()) {
      return "failed";
    }
    Summary output = one.output();
    if (output == null) {
      return stands.isPresent() ? "gone" : "neither";
    }
    if (stands.isEmpty()) {
      return "added";
    }
    if (stands.get().shown().equals(output.shown())) {
      return "same";
    }
    return stands.get().isNear(output) ? "near" : "changed";
  }

  /** Means of measures, each over those that have it. */
  private static final class Means {
    private final Map<String, Double> sums = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    void add(Summary summary) {
      summary
          .measures()
          .forEach(
              (name, value) -> {
                sums.merge(name, value, Double::sum);
                counts.merge(name, 1, Integer::sum);
              });
    }

    Map<String, Double> of() {
      Map<String, Double> means = new TreeMap<>();
      sums.forEach((name, sum) -> means.put(name, sum / counts.getOrDefault(name, 1)));
      return means;
    }
  }
}
