package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.queue.QueueSettings;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class GeneratorSettingsTest {

  @Test
  void without_settings_the_miniature_models_serve() {
    Path models = Path.of("miniature/models");
    assertThat(GeneratorSettings.from(Configuration.of(Map.of())))
        .isEqualTo(
            new GeneratorSettings(
                models.resolve("diffusion"),
                Map.of(
                    Target.ACTION, models.resolve("genhowto-actions"),
                    Target.FINAL_STATE, models.resolve("genhowto-states")),
                40_000_000,
                List.of("auto"),
                0,
                Optional.empty(),
                models.resolve("clip"),
                1,
                Path.of("data/releases")));
  }

  @Test
  void every_key_is_read() {
    Map<String, String> given =
        Map.of(
            "generator.model", "/m",
            "generator.actions", "/a",
            "generator.states", "/s",
            "generator.max-pixels", "100",
            "generator.devices", "gpu:0,gpu:1",
            "generator.batch", "8",
            "generator.instruct-pix2pix", "/i",
            "generator.clip", "/c",
            "generator.kept", "3",
            "generator.releases", "/r");
    assertThat(GeneratorSettings.SECTION.settings())
        .hasSize(given.size() + QueueSettings.KEYS.size());

    assertThat(GeneratorSettings.from(Configuration.of(given)))
        .isEqualTo(
            new GeneratorSettings(
                Path.of("/m"),
                Map.of(Target.ACTION, Path.of("/a"), Target.FINAL_STATE, Path.of("/s")),
                100,
                List.of("gpu:0", "gpu:1"),
                8,
                Optional.of(Path.of("/i")),
                Path.of("/c"),
                3,
                Path.of("/r")));
  }
}
