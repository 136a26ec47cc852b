package org.genhowto.localizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.runtime.streams.StreamsSettings;
import org.junit.jupiter.api.Test;

class LocalizerSettingsTest {

  @Test
  void defaults_of_the_localizer() {
    LocalizerSettings.Scoring settings = LocalizerSettings.Scoring.from(Configuration.of(Map.of()));

    assertThat(settings)
        .isEqualTo(
            new LocalizerSettings.Scoring(
                Path.of("miniature/models/localizer"), Path.of("miniature/models/clip"), 0, 0));
    assertThat(settings.numbers(3)).isEqualTo(new ScoringHandler.RunNumbers(0, 3));
  }

  @Test
  void every_key_of_the_localizer() {
    Map<String, String> given =
        Map.of(
            "localizer.model", "/m",
            "localizer.clip", "/c",
            "localizer.first-run", "2",
            "localizer.runs", "11");
    assertThat(LocalizerSettings.SCORING.settings())
        .hasSize(given.size() + LoopSettings.KEYS.size());

    LocalizerSettings.Scoring settings = LocalizerSettings.Scoring.from(Configuration.of(given));

    assertThat(settings)
        .isEqualTo(new LocalizerSettings.Scoring(Path.of("/m"), Path.of("/c"), 2, 11));
    assertThat(settings.numbers(3)).isEqualTo(new ScoringHandler.RunNumbers(2, 11));
  }

  @Test
  void every_key_of_the_selection() {
    Map<String, String> given =
        Map.of(
            "triplet-selection.min-confidence", "0.7",
            "triplet-selection.min-agreement", "0.6",
            "triplet-selection.max-distance", "60",
            "triplet-selection.avoid", "frozen, writing",
            "triplet-selection.max-wait", "30s",
            "triplet-selection.most", "4",
            "triplet-selection.held-out", "apple, ball",
            "triplet-selection.test-share", "0.1",
            "triplet-selection.state-directory", "/s",
            "triplet-selection.replication", "3");
    assertThat(LocalizerSettings.SELECTION.keys()).isEqualTo(given.keySet());

    assertThat(LocalizerSettings.Selection.from(Configuration.of(given)))
        .isEqualTo(
            new LocalizerSettings.Selection(
                new TripletSettings(
                    .7,
                    .6,
                    60,
                    Set.of(Blemish.FROZEN, Blemish.WRITING),
                    Duration.ofSeconds(30),
                    new SplitRule(Set.of("apple", "ball"), .1),
                    4),
                new StreamsSettings(Path.of("/s"), 3)));
  }

  @Test
  void what_cannot_be_avoided_is_refused() {
    assertThatThrownBy(
            () ->
                LocalizerSettings.Selection.from(
                    Configuration.of(Map.of("triplet-selection.avoid", "black, ugly"))))
        .hasMessageContaining("triplet-selection.avoid")
        .hasMessageContaining("ugly");
  }

  @Test
  void transitions_and_black_pictures_are_avoided_unless_told() {
    assertThat(LocalizerSettings.Selection.from(Configuration.of(Map.of())).triplets().avoided())
        .containsExactlyInAnyOrder(Blemish.TRANSITION, Blemish.BLACK);
  }

  @Test
  void a_share_beyond_one_is_refused() {
    assertThatThrownBy(
            () ->
                LocalizerSettings.Selection.from(
                    Configuration.of(Map.of("triplet-selection.min-confidence", "1.5"))))
        .hasMessageContaining("triplet-selection.min-confidence");
  }
}
