package org.genhowto.launcher.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.Setting;

/** Every setting as people read it: on a terminal, or as a page of the documentation. */
public final class SettingsReference {
  private static final String INTRODUCTION =
      """
      # Settings

      <!-- Made by `genhowto settings --markdown`; change the sections in the code, not this page. -->

      A setting is given as `--set KEY=VALUE`, as an environment variable (`%s` for
      `%s`), or as a line of a properties file named by `--config`; the first of
      these that says something holds. A key that no section has fails the start, whatever runs.
      Lengths of time are written `250ms`, `30s`, `5m`, `2h`, `1d` or `PT1.5S`.
      """;

  private static final String EXAMPLE = "triplet-selection.min-confidence";

  private SettingsReference() {}

  /** For a terminal. */
  public static String text(List<Section> sections) {
    return sections.stream()
        .map(SettingsReference::text)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String text(Section section) {
    StringBuilder text = new StringBuilder("%s: %s%n".formatted(section.name(), section.summary()));
    for (Setting setting : section.settings()) {
      text.append("  %s (%s)%n".formatted(section.key(setting.name()), fallback(setting)));
      text.append("      %s%n".formatted(setting.documentation()));
      text.append("      %s%n".formatted(values(setting)));
    }
    return text.toString();
  }

  /** For docs/settings.md. */
  public static String markdown(List<Section> sections) {
    return sections.stream()
        .map(SettingsReference::markdown)
        .collect(
            Collectors.joining(
                "\n",
                INTRODUCTION.formatted(Configuration.environmentName(EXAMPLE), EXAMPLE) + "\n",
                ""));
  }

  private static String markdown(Section section) {
    String rows =
        section.settings().stream()
            .map(
                setting ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            section.key(setting.name()),
                            setting.documentation(),
                            values(setting),
                            fallback(setting)))
            .collect(Collectors.joining());
    return "## %s\n\n%s\n\n| key | what it is | values | default |\n|---|---|---|---|\n%s"
        .formatted(section.name(), section.summary(), rows);
  }

  /** Type, range or choices, and unit. */
  private static String values(Setting setting) {
    String unit = setting.unit().isEmpty() ? "" : " (" + setting.unit() + ")";
    return switch (setting.type()) {
      case SECRET -> "secret";
      case LIST -> "list: " + setting.expected();
      case STRING, WHOLE_NUMBER, DECIMAL, FLAG, DURATION, PATH, CHOICE -> setting.expected() + unit;
    };
  }

  private static String fallback(Setting setting) {
    return Optional.of(setting.fallback())
        .filter(text -> !text.isEmpty())
        .map(text -> "`" + text + "`")
        .orElse(setting.absent().isEmpty() ? "empty" : setting.absent());
  }
}
