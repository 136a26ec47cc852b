package org.genhowto.runtime.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.genhowto.schemas.Split;
import org.junit.jupiter.api.Test;

class SplitRuleTest {

  @Test
  void sets_aside_the_asked_share_of_videos() {
    SplitRule rule = new SplitRule(Set.of(), .2);

    long test =
        IntStream.range(0, 10_000)
            .filter(i -> rule.split("video-" + i, "apple", Optional.empty()) == Split.TEST)
            .count();

    assertThat(test / 10_000.0).isCloseTo(.2, within(.02));
  }

  @Test
  void the_extremes_take_none_and_all() {
    for (int i = 0; i < 1000; i++) {
      assertThat(new SplitRule(Set.of(), 0).split("v" + i, "apple", Optional.empty()))
          .isEqualTo(Split.TRAIN);
      assertThat(new SplitRule(Set.of(), 1).split("v" + i, "apple", Optional.empty()))
          .isEqualTo(Split.TEST);
    }
  }
}
