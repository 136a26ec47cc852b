package org.genhowto.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {
  enum Sampler {
    DDIM,
    PLAIN_DDPM
  }

  private static final Section SECTION =
      Section.of(
          "l",
          "Everything there is.",
          Setting.string("text", "so", "Text."),
          Setting.whole("runs", 3, 1, 9, "Runs.").in("runs"),
          Setting.decimal("score", 0.5, 0, 1, "Score."),
          Setting.flag("flag", "Flag."),
          Setting.duration("wait", "30s", "Wait."),
          Setting.duration("lock", "30s", "15s", "1m", "Lock."),
          Setting.path("folder", "", "Folder.").otherwise("none"),
          Setting.list("items", "a,b", "Items."),
          Setting.list("evens", "2", "even numbers", text -> text.endsWith("2"), "Evens."),
          Setting.choice("sampler", Sampler.DDIM, "Sampler."),
          Setting.secret("key", "Key."));

  @Test
  void every_type_has_its_default() {
    SectionValues values = values(Map.of());
    assertThat(values.string("text")).isEqualTo("so");
    assertThat(values.integer("runs")).isEqualTo(3);
    assertThat(values.decimal("score")).isEqualTo(0.5);
    assertThat(values.flag("flag")).isEmpty();
    assertThat(values.duration("wait")).isEqualTo(Duration.ofSeconds(30));
    assertThat(values.findPath("folder")).isEmpty();
    assertThat(values.list("items")).containsExactly("a", "b");
    assertThat(values.choice("sampler", Sampler.class)).isEqualTo(Sampler.DDIM);
    assertThat(values.secret("key")).isEmpty();
  }

  @Test
  void every_type_is_read() {
    SectionValues values =
        values(
            Map.of(
                "l.text", "x",
                "l.runs", "9",
                "l.score", "1",
                "l.flag", "true",
                "l.wait", "PT1H30M",
                "l.folder", "models/clip",
                "l.items", "x, y,,z",
                "l.sampler", "plain-ddpm",
                "l.key", "hush"));
    assertThat(values.string("text")).isEqualTo("x");
    assertThat(values.whole("runs")).isEqualTo(9);
    assertThat(values.decimal("score")).isEqualTo(1);
    assertThat(values.flag("flag")).contains(true);
    assertThat(values.duration("wait")).isEqualTo(Duration.ofMinutes(90));
    assertThat(values.path("folder")).isEqualTo(Path.of("models/clip"));
    assertThat(values.list("items")).containsExactly("x", "y", "z");
    assertThat(values.choice("sampler", Sampler.class)).isEqualTo(Sampler.PLAIN_DDPM);
    assertThat(values.secret("key")).contains("hush");
    assertThat(values(Map.of("l.wait", "250ms")).duration("wait"))
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void a_message_names_key_actual_and_expected() {
    refused("score", "1.5", "l.score is '1.5', expected a number from 0.0 to 1.0");
    refused("score", "NaN", "l.score is 'NaN', expected a number from 0.0 to 1.0");
    refused("runs", "two", "l.runs is 'two', expected a whole number from 1 to 9");
    refused("runs", "10", "l.runs is '10', expected a whole number from 1 to 9");
    refused("flag", "yes", "l.flag is 'yes', expected true or false");
    refused("sampler", "euler", "l.sampler is 'euler', expected one of ddim, plain-ddpm");
    refused("evens", "2,3", "l.evens is '2,3', expected even numbers");
    refused("lock", "5s", "l.lock is '5s', expected a length of time from 15s to 1m");
    refused(
        "wait",
        "-PT1S",
        "l.wait is '-PT1S', expected a length of time such as 250ms, 30s, 5m or PT1.5S");
  }

  @Test
  void all_that_does_not_fit_is_said_at_once() {
    assertThatThrownBy(() -> values(Map.of("l.runs", "0", "l.flag", "no")))
        .hasMessage(
            "l.runs is '0', expected a whole number from 1 to 9; l.flag is 'no', expected true or"
                + " false");
  }

  @Test
  void a_key_stands_in_a_section_once() {
    Setting twice = Setting.string("text", "", "Text.");
    assertThatThrownBy(() -> Section.of("l", "Twice.", twice, twice))
        .hasMessageContaining("section l has a key twice in [text, text]");
  }

  private static void refused(String name, String text, String sentence) {
    assertThatThrownBy(() -> values(Map.of("l." + name, text)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }

  private static SectionValues values(Map<String, String> settings) {
    return Configuration.of(settings).values(SECTION);
  }
}
