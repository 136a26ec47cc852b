package org.genhowto.captioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.genhowto.captioner.blip2.DecodingSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.LoopSettings;
import org.junit.jupiter.api.Test;

class CaptionerSettingsTest {
  @Test
  void the_captioner_decodes_as_lavis_does() {
    assertThat(CaptionerSettings.from(Configuration.of(Map.of())))
        .isEqualTo(
            new CaptionerSettings(
                Path.of("miniature/models/captioner"),
                new DecodingSettings(5, 29, 0, 1),
                "",
                Optional.empty()));
  }

  @Test
  void every_key_of_the_captioner_is_read() {
    Map<String, String> given =
        Map.of(
            "captioner.model", "/models/blip2",
            "captioner.beams", "3",
            "captioner.max-tokens", "12",
            "captioner.min-tokens", "8",
            "captioner.length-penalty", "-0.5",
            "captioner.prompt", "a photo of",
            "captioner.clip", "/models/clip");
    assertThat(CaptionerSettings.SECTION.settings())
        .hasSize(given.size() + LoopSettings.KEYS.size());

    assertThat(CaptionerSettings.from(Configuration.of(given)))
        .isEqualTo(
            new CaptionerSettings(
                Path.of("/models/blip2"),
                new DecodingSettings(3, 12, 8, -0.5),
                "a photo of",
                Optional.of(Path.of("/models/clip"))));
  }

  @Test
  void a_shortest_caption_beyond_the_longest_is_refused() {
    Configuration configuration =
        Configuration.of(Map.of("captioner.max-tokens", "8", "captioner.min-tokens", "8"));

    assertThatThrownBy(() -> CaptionerSettings.from(configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 to 8 tokens");
  }
}
