package org.genhowto.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/** What holds for the keys of one section: every value fits its setting. */
public final class SectionValues {
  private final Section section;
  private final AbstractConfig parsed;

  SectionValues(Section section, AbstractConfig parsed) {
    this.section = section;
    this.parsed = parsed;
  }

  /** A text; empty where it has neither a value nor a default. */
  public String string(String name) {
    return find(name).orElse("");
  }

  /** A text that may be absent. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(parsed.getString(section.key(name)));
  }

  public int integer(String name) {
    return Math.toIntExact(whole(name));
  }

  public long whole(String name) {
    return parsed.getLong(section.key(name));
  }

  /** A number that may be absent. */
  public Optional<Long> findWhole(String name) {
    return Optional.ofNullable(parsed.getLong(section.key(name)));
  }

  public double decimal(String name) {
    return parsed.getDouble(section.key(name));
  }

  public Optional<Boolean> flag(String name) {
    return Optional.ofNullable(parsed.getBoolean(section.key(name)));
  }

  public Duration duration(String name) {
    return Durations.parse(string(name));
  }

  public Path path(String name) {
    return Path.of(string(name));
  }

  /** A path that may be absent. */
  public Optional<Path> findPath(String name) {
    return find(name).map(Path::of);
  }

  /** A list, without empty items. */
  public List<String> list(String name) {
    List<String> items = parsed.getList(section.key(name));
    return items == null ? List.of() : items.stream().filter(item -> !item.isBlank()).toList();
  }

  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    String text = string(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> Setting.spelling(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(section.key(name) + " is no " + type));
  }

  /** A secret that may be absent. */
  public Optional<String> secret(String name) {
    return Optional.ofNullable(parsed.getPassword(section.key(name)))
        .map(password -> password.value());
  }
}
