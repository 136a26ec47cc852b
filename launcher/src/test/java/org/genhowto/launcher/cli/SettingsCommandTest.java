package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.launcher.settings.SettingsReference;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.junit.jupiter.api.Test;

class SettingsCommandTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void the_page_of_settings_is_what_the_code_says() throws IOException {
    assertThat(Files.readString(ROOT.resolve("docs/settings.md")))
        .as(
            "docs/settings.md lags behind the sections in the code; make it anew with:"
                + " ./genhowto settings --markdown > docs/settings.md")
        .isEqualTo(SettingsReference.markdown(Sections.CATALOGUE.sections()));
  }

  @Test
  void the_help_of_a_worker_lists_its_settings_and_no_other_workers() {
    CommandLineRun help = CommandLineRun.of("worker", "captioner", "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("captioner.beams", "Captions that are searched", "kafka.bootstrap", "blobs.uri")
        .doesNotContain("ingest.max-bytes", "generator.model");
    assertThat(CommandLineRun.of("worker", "--help").out())
        .doesNotContain("Captions that are searched");
    assertThat(CommandLineRun.of("worker", "capptioner", "--help").out())
        .contains("Usage: genhowto worker")
        .doesNotContain("Captions that are searched");
  }

  @Test
  void every_worker_has_a_section_of_its_name() {
    assertThat(Sections.CATALOGUE.sections().stream().map(Section::name))
        .containsAll(
            Arrays.stream(WorkerCatalogue.values()).map(WorkerCatalogue::spelling).toList());
  }

  @Test
  void every_section_has_keys_and_each_says_what_it_is() {
    assertThat(Sections.CATALOGUE.sections())
        .allSatisfy(
            section -> {
              assertThat(section.settings()).as(section.name()).isNotEmpty();
              assertThat(section.summary()).matches("[A-Z].*\\.");
              assertThat(section.settings())
                  .allSatisfy(setting -> assertThat(setting.documentation()).matches("[A-Z].*\\."));
            });
  }

  @Test
  void the_reference_of_a_worker_has_its_keys_and_those_it_shares() {
    CommandLineRun run = CommandLineRun.of("settings", "captioner");

    assertThat(run.out())
        .contains("captioner.beams (`5`)", "kafka.bootstrap (`localhost:9092`)", "blobs.uri")
        .doesNotContain("generator.model");
    assertThat(CommandLineRun.of("settings").out()).contains("generator.model", "captioner.beams");
  }

  @Test
  void a_worker_that_does_not_exist_has_no_reference() {
    CommandLineRun run = CommandLineRun.of("settings", "captoiner");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("unknown worker 'captoiner'");
  }

  @Test
  void an_unknown_setting_fails_every_command_before_it_starts() {
    assertRefused("demo.x=1", "unknown setting demo.x");
    assertRefused(
        "generator.modle=/m", "unknown setting generator.modle, did you mean generator.model?");
    assertRefused("shards.max-samples=5", "shards.max-samples is now shard-writer.max-samples");
    assertRefused("captioner.beams=many", "captioner.beams is 'many'");
  }

  private static void assertRefused(String setting, String sentence) {
    CommandLineRun run = CommandLineRun.of("worker", "ingest", "--set", setting);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(sentence);
  }

  @Test
  void settings_of_the_miniature_models_exist() {
    Sections.CATALOGUE.check(Configuration.of(Models.settings()));
  }

  @Test
  void defaults_of_the_code_fit_their_own_keys() {
    Sections.CATALOGUE.check(Configuration.of(Map.of()));
  }
}
