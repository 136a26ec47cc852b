package org.genhowto.runtime.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Every section there is, those of rooms that do not run in this process among them: a misspelt key
 * fails the start of every worker, so several can share one file.
 */
public final class SettingsCatalogue {
  private final List<Section> sections;

  /** Keys of earlier versions and what they are now, both whole. */
  private final Map<String, String> former = new TreeMap<>();

  public SettingsCatalogue(Section... sections) {
    this(List.of(sections));
  }

  public SettingsCatalogue(List<Section> sections) {
    this.sections = List.copyOf(sections);
    for (Section section : sections) {
      section.former().forEach((old, name) -> former.put(old, section.key(name)));
    }
  }

  public List<Section> sections() {
    return sections;
  }

  /** Every key that a room reads itself, whole. */
  public Collection<String> keys() {
    return sections.stream()
        .flatMap(section -> section.keys().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Fails where a key is set that no section has, or one has a value that does not fit it. */
  public void check(Configuration configuration) {
    List<String> faults = new ArrayList<>();
    configuration.keys().forEach(key -> fault(key).ifPresent(faults::add));
    configuration.environmentNames().forEach(name -> environmentFault(name).ifPresent(faults::add));
    for (Section section : sections) {
      try {
        configuration.values(section);
      } catch (ConfigurationException e) {
        faults.add(e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(String.join("; ", faults));
    }
  }

  private Optional<String> fault(String key) {
    if (isKnown(key)) {
      return Optional.empty();
    }
    String now = former.get(key);
    return Optional.of(now == null ? unknown(key, candidates().toList()) : moved(key, now));
  }

  private Optional<String> environmentFault(String name) {
    if (isKnown(Configuration.dotted(name))
        || candidates().map(Configuration::environmentName).anyMatch(name::equals)) {
      return Optional.empty();
    }
    return Optional.of(
        former.entrySet().stream()
            .filter(key -> Configuration.environmentName(key.getKey()).equals(name))
            .findFirst()
            .map(key -> moved(name, Configuration.environmentName(key.getValue())))
            .orElseGet(
                () -> unknown(name, candidates().map(Configuration::environmentName).toList())));
  }

  private boolean isKnown(String key) {
    return sections.stream()
        .anyMatch(
            section ->
                section.keys().contains(key)
                    || (key.startsWith(section.key(""))
                        && section.handsOn().test(key.substring(section.key("").length()))));
  }

  /** What could have been meant. */
  private Stream<String> candidates() {
    return sections.stream()
        .flatMap(
            section ->
                Stream.concat(
                    section.keys().stream(), section.library().stream().map(section::key)))
        .sorted();
  }

  private static String moved(String old, String now) {
    return "%s is now %s".formatted(old, now);
  }

  private String unknown(String key, List<String> candidates) {
    // More than a third of the letters wrong is another word.
    LevenshteinDistance distance = new LevenshteinDistance(Math.max(2, key.length() / 3));
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int far = distance.apply(key, candidate);
      if (far >= 0 && far < least) {
        least = far;
        nearest = candidate;
      }
    }
    return nearest.isEmpty()
        ? "unknown setting %s, expected a key of one of the sections %s"
            .formatted(key, sections.stream().map(Section::name).toList())
        : "unknown setting %s, did you mean %s?".formatted(key, nearest);
  }
}
