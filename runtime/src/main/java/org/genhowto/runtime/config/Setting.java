package org.genhowto.runtime.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * One key of a section, as data: what the start judges and what the reference prints.
 *
 * @param name key without its section
 * @param fallback what holds where nobody says anything, as it would be written; empty for nothing
 * @param absent what happens without a value, in words; empty where the fallback says it
 * @param expected values it takes, in words that follow "expected"
 * @param fits whether it takes a value of its type
 * @param unit what a number counts; empty where the type says it
 * @param documentation one sentence
 */
public record Setting(
    String name,
    Type type,
    String fallback,
    String absent,
    String expected,
    Predicate<Object> fits,
    String unit,
    String documentation) {

  /** How a value is written. */
  public enum Type {
    STRING(ConfigDef.Type.STRING),
    WHOLE_NUMBER(ConfigDef.Type.LONG),
    DECIMAL(ConfigDef.Type.DOUBLE),
    FLAG(ConfigDef.Type.BOOLEAN),
    DURATION(ConfigDef.Type.STRING),
    PATH(ConfigDef.Type.STRING),
    LIST(ConfigDef.Type.LIST),
    CHOICE(ConfigDef.Type.STRING),
    SECRET(ConfigDef.Type.PASSWORD);

    private final ConfigDef.Type kafka;

    Type(ConfigDef.Type kafka) {
      this.kafka = kafka;
    }

    /** The type's name in the reference. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public static Setting string(String name, String fallback, String documentation) {
    return of(name, Type.STRING, fallback, "a text", value -> true, documentation);
  }

  /** A whole number from lowest to highest, both included. */
  public static Setting whole(
      String name, long fallback, long lowest, long highest, String documentation) {
    return of(
        name,
        Type.WHOLE_NUMBER,
        Long.toString(fallback),
        range(lowest, highest),
        value -> (long) value >= lowest && (long) value <= highest,
        documentation);
  }

  /** The same without a default; its reader says what holds without it. */
  public static Setting whole(String name, long lowest, long highest, String documentation) {
    Setting with = whole(name, lowest, lowest, highest, documentation);
    return of(name, with.type, "", with.expected, with.fits, documentation);
  }

  /** A number from lowest to highest, both included. */
  public static Setting decimal(
      String name, double fallback, double lowest, double highest, String documentation) {
    return of(
        name,
        Type.DECIMAL,
        Double.toString(fallback),
        "a number from %s to %s".formatted(lowest, highest),
        value -> (double) value >= lowest && (double) value <= highest,
        documentation);
  }

  /** True or false; its reader says what holds without it. */
  public static Setting flag(String name, String documentation) {
    return of(name, Type.FLAG, "", "true or false", value -> true, documentation);
  }

  /** A length of time such as 250ms, 30s, 5m, 2h or PT1.5S; at least zero. */
  public static Setting duration(String name, String fallback, String documentation) {
    return of(
        name,
        Type.DURATION,
        fallback,
        "a length of time such as 250ms, 30s, 5m or PT1.5S",
        value -> Durations.isDuration((String) value),
        documentation);
  }

  /** A length of time from shortest to longest, both included. */
  public static Setting duration(
      String name, String fallback, String shortest, String longest, String documentation) {
    Duration least = Durations.parse(shortest);
    Duration most = Durations.parse(longest);
    return of(
        name,
        Type.DURATION,
        fallback,
        "a length of time from %s to %s".formatted(shortest, longest),
        value ->
            Durations.isDuration((String) value)
                && Durations.parse((String) value).compareTo(least) >= 0
                && Durations.parse((String) value).compareTo(most) <= 0,
        documentation);
  }

  public static Setting path(String name, String fallback, String documentation) {
    return of(name, Type.PATH, fallback, "a path", value -> isPath((String) value), documentation);
  }

  /** Values with commas between. */
  public static Setting list(String name, String fallback, String documentation) {
    return of(
        name, Type.LIST, fallback, "values with commas between", value -> true, documentation);
  }

  /** Values with commas between, each of which fits. */
  public static Setting list(
      String name, String fallback, String expected, Predicate<String> each, String documentation) {
    return of(
        name,
        Type.LIST,
        fallback,
        expected,
        values -> ((List<?>) values).stream().map(String::valueOf).allMatch(each),
        documentation);
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public static <E extends Enum<E>> Setting choice(String name, E fallback, String documentation) {
    List<String> choices =
        Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
            .map(Setting::spelling)
            .toList();
    return of(
        name,
        Type.CHOICE,
        spelling(fallback),
        choices.stream().collect(Collectors.joining(", ", "one of ", "")),
        value -> choices.contains((String) value),
        documentation);
  }

  /** A text that is never printed. */
  public static Setting secret(String name, String documentation) {
    return of(name, Type.SECRET, "", "a text", value -> true, documentation);
  }

  private static Setting of(
      String name,
      Type type,
      String fallback,
      String expected,
      Predicate<Object> fits,
      String documentation) {
    return new Setting(name, type, fallback, "", expected, fits, "", documentation);
  }

  /** The same, with what a number counts. */
  public Setting in(String newUnit) {
    return new Setting(name, type, fallback, absent, expected, fits, newUnit, documentation);
  }

  /** The same, with what happens without a value. */
  public Setting otherwise(String words) {
    return new Setting(name, type, fallback, words, expected, fits, unit, documentation);
  }

  /** Adds the key to Kafka's own description of a configuration. */
  void define(ConfigDef definition, String section, int order) {
    definition.define(
        section + "." + name,
        type.kafka,
        fallback.isEmpty() ? null : fallback,
        ConfigDef.LambdaValidator.with(this::ensureFits, () -> expected),
        ConfigDef.Importance.MEDIUM,
        documentation,
        section,
        order,
        ConfigDef.Width.MEDIUM,
        name);
  }

  private void ensureFits(String key, @Nullable Object value) {
    if (value != null && !fits.test(value)) {
      throw new ConfigException(key, value, "expected " + expected);
    }
  }

  /** Where the highest is only that of the number's width, nobody needs to know it. */
  private static String range(long lowest, long highest) {
    return highest == Integer.MAX_VALUE || highest == Long.MAX_VALUE
        ? "a whole number of at least %d".formatted(lowest)
        : "a whole number from %d to %d".formatted(lowest, highest);
  }

  static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean isPath(String text) {
    try {
      return !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
