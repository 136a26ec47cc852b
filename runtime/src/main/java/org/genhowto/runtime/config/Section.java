package org.genhowto.runtime.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one worker, or of one thing that all workers share, declared once beside the record
 * that they fill.
 *
 * @param name what its keys begin with
 * @param summary one sentence
 * @param settings its keys, in the order in which they are printed
 * @param former keys of earlier versions, whole, and the name that each has here now
 * @param handsOn whether further keys are handed on to a library
 * @param library names that this library is known to take, for who misspells one
 */
public record Section(
    String name,
    String summary,
    List<Setting> settings,
    Map<String, String> former,
    Predicate<String> handsOn,
    Set<String> library) {

  public Section {
    settings = List.copyOf(settings);
    former = Map.copyOf(former);
    library = Set.copyOf(library);
    if (new HashSet<>(settings.stream().map(Setting::name).toList()).size() != settings.size()) {
      throw new IllegalArgumentException(
          "section %s has a key twice in %s, expected each once"
              .formatted(name, settings.stream().map(Setting::name).toList()));
    }
  }

  public static Section of(String name, String summary, Setting... settings) {
    return new Section(name, summary, List.of(settings), Map.of(), key -> false, Set.of());
  }

  /** The same with more keys, such as those that every worker of a kind has. */
  public Section and(Collection<Setting> more) {
    List<Setting> all = new ArrayList<>(settings);
    all.addAll(more);
    return new Section(name, summary, all, former, handsOn, library);
  }

  /** The same where all its keys had another section's name in earlier versions. */
  public Section formerly(String section) {
    return formerly(
        settings.stream()
            .collect(Collectors.toMap(key -> section + "." + key.name(), Setting::name)));
  }

  /** The same where some keys had other names in earlier versions. */
  public Section formerly(Map<String, String> keys) {
    Map<String, String> all = new TreeMap<>(former);
    all.putAll(keys);
    return new Section(name, summary, settings, all, handsOn, library);
  }

  /** The same where every key that it does not have itself is handed on to a library. */
  public Section handingOn() {
    return new Section(name, summary, settings, former, key -> true, library);
  }

  /** The same where keys that a library knows are handed on to it. */
  public Section handingOn(Predicate<String> known, Set<String> names) {
    return new Section(name, summary, settings, former, known, names);
  }

  /** A key of this section, whole. */
  public String key(String setting) {
    return name + "." + setting;
  }

  /** Its keys, whole. */
  public Set<String> keys() {
    return settings.stream().map(setting -> key(setting.name())).collect(Collectors.toSet());
  }

  ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    for (int i = 0; i < settings.size(); i++) {
      settings.get(i).define(definition, name, i);
    }
    return definition;
  }

  /** The values of its keys; fails with a sentence for each that does not fit. */
  SectionValues parse(Map<String, String> texts) {
    ConfigDef definition = definition();
    Map<String, ConfigValue> judged = definition.validateAll(texts);
    List<String> faults =
        settings.stream()
            .filter(setting -> !isFine(judged.get(key(setting.name()))))
            .map(setting -> fault(setting, texts))
            .toList();
    if (!faults.isEmpty()) {
      throw new ConfigurationException(String.join("; ", faults));
    }
    return new SectionValues(this, new Parsed(definition, texts));
  }

  private static boolean isFine(@Nullable ConfigValue value) {
    return value == null || value.errorMessages().isEmpty();
  }

  private String fault(Setting setting, Map<String, String> texts) {
    String key = key(setting.name());
    String text = texts.getOrDefault(key, "");
    boolean secret = setting.type() == Setting.Type.SECRET;
    return "%s is '%s', expected %s"
        .formatted(
            key,
            secret ? Configuration.HIDDEN : Configuration.redacted(key, text),
            setting.expected());
  }

  /** Kafka's own configuration, which does not print itself into the log. */
  private static final class Parsed extends AbstractConfig {
    Parsed(ConfigDef definition, Map<String, String> texts) {
      super(definition, texts, false);
    }
  }
}
