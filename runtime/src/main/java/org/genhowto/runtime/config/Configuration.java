package org.genhowto.runtime.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a process, from where it comes. A key such as {@code localizer.first-run} is
 * looked up in the explicit overrides, then in the environment as {@code
 * GENHOWTO_LOCALIZER_FIRST_RUN}, then in the properties file; absent everywhere, the default of its
 * {@link Setting} holds.
 *
 * <p>Rooms read the {@link Section}s they declare. {@link SettingsCatalogue#check} fails on what no
 * room has declared, so a misspelt key cannot pass unseen.
 */
public final class Configuration {
  private static final String ENVIRONMENT_PREFIX = "GENHOWTO_";

  /** Environment variables of the start script, which are no settings. */
  private static final Set<String> START_SCRIPT =
      Set.of(
          "GENHOWTO_BUILD",
          "GENHOWTO_HEAP",
          "GENHOWTO_JAVA_OPTS",
          "GENHOWTO_LOG",
          "GENHOWTO_LOG_FORMAT");

  private static final Pattern SECRET =
      Pattern.compile("password|secret|token|credential|jaas|access-key|auth\\.user\\.info");

  /** What stands where a secret would. */
  static final String HIDDEN = "********";

  private final Map<String, String> file;
  private final Map<String, String> environment;
  private final Map<String, String> overrides;

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

  /** These settings with some keys set anew. */
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

  /** What holds for the keys of a section; fails where a value does not fit its key. */
  public SectionValues values(Section section) {
    Map<String, String> texts = new TreeMap<>();
    for (String key : section.keys()) {
      find(key).ifPresent(text -> texts.put(key, text));
    }
    return section.parse(texts);
  }

  /**
   * What is set in a section beside its own keys, without the section's name: it is handed on to a
   * library.
   */
  public Map<String, String> handedOn(Section section) {
    Map<String, String> found = new TreeMap<>();
    String prefix = section.key("");
    environment.forEach((name, text) -> found.put(dotted(name), text));
    file.forEach(
        (key, text) -> {
          if (!environment.containsKey(environmentName(key))) {
            found.put(key, text);
          }
        });
    found.putAll(overrides);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    found.keySet().removeAll(section.keys());
    return found.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
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
    return secret ? HIDDEN : text;
  }

  Set<String> keys() {
    Set<String> keys = new TreeSet<>(file.keySet());
    keys.addAll(overrides.keySet());
    return keys;
  }

  Set<String> environmentNames() {
    return environment.keySet();
  }

  /** What somebody says that a key is to be; empty where its default holds. */
  public Optional<String> find(String key) {
    return Optional.ofNullable(value(key)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private @Nullable String value(String key) {
    String text = overrides.get(key);
    if (text == null) {
      text = environment.get(environmentName(key));
    }
    return text == null ? file.get(key) : text;
  }

  /** The variable that stands for a key. */
  public static String environmentName(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** The key that a variable stands for, were there no hyphens in keys. */
  static String dotted(String environmentName) {
    return environmentName
        .substring(ENVIRONMENT_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
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
