package org.genhowto.runtime.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a process, read once. A key such as {@code localizer.min-score} is looked up in
 * the explicit overrides, then in the environment as {@code GENHOWTO_LOCALIZER_MIN_SCORE}, then in
 * the properties file; absent everywhere, the reader's default holds.
 *
 * <p>Rooms read their keys when they are wired. {@link #requireAllUsed} then fails on what nobody
 * asked for, so a misspelt key cannot pass unseen.
 */
public final class Configuration {
  private static final String ENVIRONMENT_PREFIX = "GENHOWTO_";

  /** Environment variables of the start script, which are no settings. */
  private static final Set<String> START_SCRIPT =
      Set.of("GENHOWTO_HEAP", "GENHOWTO_JAVA_OPTS", "GENHOWTO_LOG");

  /** Sections whose room may be absent from this process; their keys are then left to it. */
  private static final Set<String> ROOMS =
      Set.of(
          "ingest",
          "localizer",
          "triplets",
          "captioner",
          "shards",
          "generator",
          "gateway",
          "evaluator",
          "dashboard",
          "miniature",
          "serve",
          "demo");

  private static final Pattern SECRET =
      Pattern.compile("password|secret|token|credential|jaas|access-key|auth\\.user\\.info");

  private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  private final Map<String, String> file;
  private final Map<String, String> environment;
  private final Map<String, String> overrides;
  private final Set<String> read = new ConcurrentSkipListSet<>();
  private final Set<String> readSections = new ConcurrentSkipListSet<>();

  private Configuration(
      Map<String, String> file, Map<String, String> environment, Map<String, String> overrides) {
    this.file = new TreeMap<>(file);
    this.environment = new TreeMap<>(environment);
    this.environment.keySet().removeIf(name -> !name.startsWith(ENVIRONMENT_PREFIX));
    this.environment.keySet().removeAll(START_SCRIPT);
    this.overrides = new TreeMap<>(overrides);
  }

  /** The settings of a process: a properties file where there is one, environment, overrides. */
  public static Configuration load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
    return new Configuration(file == null ? Map.of() : properties(file), environment, overrides);
  }

  /** Settings given as they are, without file and environment. */
  public static Configuration of(Map<String, String> settings) {
    return new Configuration(Map.of(), Map.of(), settings);
  }

  /** These settings with some keys set anew; reads of either count for their own copy only. */
  public Configuration with(Map<String, String> more) {
    Map<String, String> merged = new TreeMap<>(overrides);
    merged.putAll(more);
    return new Configuration(file, environment, merged);
  }

  /** These settings, with some that hold where nobody says anything. */
  public Configuration withDefaults(Map<String, String> defaults) {
    Map<String, String> added = new TreeMap<>(defaults);
    added.keySet().removeIf(key -> find(key).isPresent());
    return with(added);
  }

  public Optional<String> find(String key) {
    read.add(key);
    readSections.add(section(key));
    return Optional.ofNullable(value(key)).map(String::strip).filter(text -> !text.isEmpty());
  }

  public String string(String key, String fallback) {
    return find(key).orElse(fallback);
  }

  /** A setting without a default. */
  public String required(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "%s is not set, expected a value (or %s in the environment)"
                        .formatted(key, environmentName(key))));
  }

  /** A whole number from lowest to highest, both included. */
  public int integer(String key, int fallback, int lowest, int highest) {
    return (int) whole(key, fallback, lowest, highest);
  }

  /** A whole number from lowest to highest, both included. */
  public long whole(String key, long fallback, long lowest, long highest) {
    String expected = "a whole number from %d to %d".formatted(lowest, highest);
    long number = parse(key, expected, Long::parseLong).orElse(fallback);
    check(number >= lowest && number <= highest, key, number, expected);
    return number;
  }

  /** A number from lowest to highest, both included. */
  public double decimal(String key, double fallback, double lowest, double highest) {
    String expected = "a number from %s to %s".formatted(lowest, highest);
    double number = parse(key, expected, Double::parseDouble).orElse(fallback);
    check(number >= lowest && number <= highest, key, number, expected);
    return number;
  }

  public boolean flag(String key, boolean fallback) {
    return parse(key, "true or false", Configuration::parseFlag).orElse(fallback);
  }

  /** A length of time such as 250ms, 30s, 5m, 2h or PT1.5S; at least zero. */
  public Duration duration(String key, Duration fallback) {
    String expected = "a length of time such as 250ms, 30s, 5m or PT1.5S";
    return parse(key, expected, Configuration::parseDuration).orElse(fallback);
  }

  public Path path(String key, Path fallback) {
    return parse(key, "a path", Path::of).orElse(fallback);
  }

  /** Comma-separated values, without empty ones. */
  public List<String> list(String key, List<String> fallback) {
    return find(key)
        .map(
            text ->
                Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .toList())
        .orElse(fallback);
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, E fallback) {
    Class<E> type = fallback.getDeclaringClass();
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(Configuration::spelling)
            .collect(Collectors.joining(", ", "one of ", ""));
    return parse(key, expected, text -> constant(type, text)).orElse(fallback);
  }

  /**
   * All settings below a prefix such as {@code kafka.}, keys without it: for settings that are
   * handed on to a library, which then judges them itself.
   */
  public Map<String, String> below(String prefix) {
    readSections.add(section(prefix));
    Map<String, String> found = new TreeMap<>();
    String environmentPrefix = environmentName(prefix);
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(environmentPrefix)) {
            String rest = name.substring(environmentPrefix.length());
            found.put(rest.toLowerCase(Locale.ROOT).replace('_', '.'), text);
          }
        });
    Map<String, String> others = new TreeMap<>(file);
    others.keySet().removeIf(key -> environment.containsKey(environmentName(key)));
    others.putAll(overrides);
    others.forEach(
        (key, text) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), text);
          }
        });
    found.keySet().forEach(key -> read.add(prefix + key));
    return found;
  }

  /**
   * Fails when a key is set that no room has read. Keys of rooms that were not wired in this
   * process at all are left alone, so that several workers can share one file.
   */
  public void requireAllUsed() {
    Set<String> unknown = new TreeSet<>();
    for (String key : keys()) {
      boolean ours = readSections.contains(section(key)) || !ROOMS.contains(section(key));
      if (ours && !read.contains(key)) {
        unknown.add(key);
      }
    }
    Set<String> knownNames =
        read.stream().map(Configuration::environmentName).collect(Collectors.toSet());
    for (String name : environment.keySet()) {
      String section = name.substring(ENVIRONMENT_PREFIX.length()).split("_", 2)[0];
      String room = section.toLowerCase(Locale.ROOT);
      boolean ours = readSections.contains(room) || !ROOMS.contains(room);
      if (ours && !knownNames.contains(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new ConfigurationException(
          "unknown settings %s, expected only keys that a room reads, such as %s"
              .formatted(unknown, read));
    }
  }

  /** What is set, with secrets hidden. */
  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>();
    keys().forEach(key -> shown.put(key, redacted(key, String.valueOf(value(key)))));
    environment.forEach((name, text) -> shown.put(name, redacted(name, text)));
    return shown.toString();
  }

  /** The text, or stars where the key names a secret. */
  public static String redacted(String key, String text) {
    String plain = key.toLowerCase(Locale.ROOT);
    boolean secret =
        SECRET.matcher(plain).find()
            || SECRET.matcher(plain.replace('_', '-')).find()
            || SECRET.matcher(plain.replace('_', '.')).find();
    return secret ? "********" : text;
  }

  private Set<String> keys() {
    Set<String> keys = new TreeSet<>(file.keySet());
    keys.addAll(overrides.keySet());
    return keys;
  }

  private @Nullable String value(String key) {
    String text = overrides.get(key);
    if (text == null) {
      text = environment.get(environmentName(key));
    }
    return text == null ? file.get(key) : text;
  }

  private <T> Optional<T> parse(String key, String expected, Function<String, T> parser) {
    Optional<String> text = find(key);
    try {
      return text.map(parser);
    } catch (NumberFormatException | InvalidPathException | DateTimeParseException e) {
      throw unusable(key, text.orElse(""), expected, e);
    }
  }

  private static void check(boolean fits, String key, Object actual, String expected) {
    if (!fits) {
      throw new ConfigurationException(
          "%s is %s, expected %s".formatted(key, redacted(key, actual.toString()), expected));
    }
  }

  private static ConfigurationException unusable(
      String key, String actual, String expected, Exception cause) {
    return new ConfigurationException(
        "%s is '%s', expected %s".formatted(key, redacted(key, actual), expected), cause);
  }

  private static boolean parseFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException("neither true nor false");
    };
  }

  private static Duration parseDuration(String text) {
    Matcher simple = SIMPLE_DURATION.matcher(text);
    if (!simple.matches()) {
      Duration duration = Duration.parse(text);
      if (duration.isNegative()) {
        throw new DateTimeParseException("negative", text, 0);
      }
      return duration;
    }
    long amount = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(candidate -> spelling(candidate).equals(text))
        .findFirst()
        .orElseThrow(() -> new NumberFormatException("no such constant"));
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String section(String key) {
    return key.split("\\.", 2)[0];
  }

  private static String environmentName(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static Map<String, String> properties(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new ConfigurationException(
          "cannot read settings from %s, expected a properties file".formatted(file), e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }
}
