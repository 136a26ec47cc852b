package org.genhowto.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.frames.FrameTriplet;
import org.junit.jupiter.api.Test;

class ComparingTest {
  @Test
  void what_was_made_is_told_apart_from_what_stands() {
    Comparing comparing = new Comparing();
    comparing.made("a", moments(1, 5, 9, .5));
    comparing.made("b", moments(1, 5, 11, .5));
    comparing.made("c", moments(1, 5, 12, .8));
    comparing.made("d", moments(1, 2, 3, .6));
    comparing.none("e", "low-confidence");
    comparing.none("f", "low-confidence");
    comparing.failed("g", "it has no frames");
    for (String standing : List.of("a", "b", "c", "e", "unasked")) {
      comparing.stands(standing, moments(9, 9, 9, .1));
      comparing.stands(standing, moments(1, 5, 9, .4));
    }

    Comparison comparison = comparing.of("localizer", "triplets.shadow-x");

    assertThat(comparison.inputs()).isEqualTo(7);
    assertThat(comparison.counts())
        .hasToString("{added=1, changed=1, failed=1, gone=1, near=1, neither=1, same=1}");
    assertThat(comparison.reasons()).isEqualTo(Map.of("low-confidence", 2));
    assertThat(comparison.before().get("score")).isEqualTo(.4);
    assertThat(comparison.after().get("score")).isEqualTo(.6);
    assertThat(comparison.changes())
        .containsExactly(
            new Comparison.Change("b", "near", "1-5-9", "1-5-11"),
            new Comparison.Change("c", "changed", "1-5-9", "1-5-12"),
            new Comparison.Change("d", "added", null, "1-2-3"),
            new Comparison.Change("e", "gone", "1-5-9", "low-confidence"),
            new Comparison.Change("g", "failed", null, "it has no frames"));
    assertThat(comparison.text())
        .contains("localizer: 7 inputs; what it made is in triplets.shadow-x")
        .contains("changed c: 1-5-9 -> 1-5-12", "added d: nothing -> 1-2-3")
        .containsPattern("score +0.4000 +0.6000");
  }

  private static Summary moments(int initial, int action, int last, double score) {
    return new Summary(
        "%d-%d-%d".formatted(initial, action, last),
        Optional.of(new FrameTriplet(initial, action, last)),
        Map.of("score", score));
  }
}
