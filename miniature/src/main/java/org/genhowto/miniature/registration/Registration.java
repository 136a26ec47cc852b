package org.genhowto.miniature.registration;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.runtime.json.Json;

/**
 * What was decided before the first look at a test scene. The file is committed; whatever changes
 * later needs another file, and what the old one gave stays listed.
 *
 * @param name of the registration
 * @param hypotheses what is expected
 * @param statistic what is computed for each of them
 * @param decision when a hypothesis counts as held, when as failed
 * @param exclusions what is left out of the statistic, and why; empty where nothing is
 * @param scale name of the scale that is trained and measured at
 * @param knobs that the rehearsals chose
 * @param sources SHA-256 of every source file that says what the world is, how its models are
 *     trained and what is measured, by path from the repository's root
 */
public record Registration(
    String name,
    List<Hypothesis> hypotheses,
    Statistic statistic,
    String decision,
    List<String> exclusions,
    String scale,
    Knobs knobs,
    SortedMap<String, String> sources) {

  /**
   * What is expected.
   *
   * @param id by which reports name it
   * @param claim in words
   * @param measure what is compared, such as a column of a table
   */
  public record Hypothesis(String id, String claim, String measure) {}

  /**
   * What is computed.
   *
   * @param pairedOver what two methods are compared on one by one, such as scene
   * @param seeds number of sampling seeds
   * @param interval how sure one is, such as 95% bootstrap over scenes
   */
  public record Statistic(String pairedOver, int seeds, String interval) {}

  public Registration {
    hypotheses = List.copyOf(hypotheses);
    exclusions = List.copyOf(exclusions);
    sources = new TreeMap<>(sources);
    if (name.isBlank() || decision.isBlank() || hypotheses.isEmpty()) {
      throw new IllegalArgumentException(
          "A registration needs a name, a decision rule and at least one hypothesis; it has '%s', '%s' and %d"
              .formatted(name, decision, hypotheses.size()));
    }
    var ids = new HashSet<String>();
    for (var hypothesis : hypotheses) {
      if (!ids.add(hypothesis.id())) {
        throw new IllegalArgumentException(
            "Two hypotheses of '%s' are called %s, expected one".formatted(name, hypothesis.id()));
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the file, where it is no registration
   */
  public static Registration read(Path file) throws IOException {
    try {
      return Json.PLAIN.readValue(file.toFile(), Registration.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s is no registration: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  public void write(Path file) throws IOException {
    Json.INDENTED.writeValue(file.toFile(), this);
  }

  /** The same of a training at that scale, in the world of these sources. */
  public Registration of(Scale trained, SortedMap<String, String> present) {
    return new Registration(
        name,
        hypotheses,
        statistic,
        decision,
        exclusions,
        trained.name(),
        trained.knobs(),
        present);
  }

  /**
   * Checks that what was trained and what measures is what was registered.
   *
   * @param present the sources as they are
   * @throws IllegalArgumentException naming everything that differs
   */
  void requireSame(Scale trained, SortedMap<String, String> present) {
    if (!scale.equals(trained.name()) || statistic.seeds() != trained.trial().seeds()) {
      throw new IllegalArgumentException(
          "'%s' registers the scale %s with %d seeds, not %s with %d"
              .formatted(name, scale, statistic.seeds(), trained.name(), trained.trial().seeds()));
    }
    if (!knobs.equals(trained.knobs())) {
      throw new IllegalArgumentException(
          "'%s' registers %s, but the models were trained with %s"
              .formatted(name, knobs, trained.knobs()));
    }
    var differing = new TreeMap<String, String>();
    sources.forEach(
        (file, sha256) -> {
          var now = present.get(file);
          if (!sha256.equals(now)) {
            differing.put(file, now == null ? "gone" : "changed");
          }
        });
    present.keySet().stream()
        .filter(file -> !sources.containsKey(file))
        .forEach(file -> differing.put(file, "new"));
    if (!differing.isEmpty()) {
      throw new IllegalArgumentException(
          "The sources are not those of '%s': %s. A change needs a new registration."
              .formatted(name, differing));
    }
  }
}
