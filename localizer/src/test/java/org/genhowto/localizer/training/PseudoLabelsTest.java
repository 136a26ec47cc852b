package org.genhowto.localizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.OptionalDouble;
import org.genhowto.runtime.frames.FrameTriplet;
import org.junit.jupiter.api.Test;

class PseudoLabelsTest {

  @Test
  void fifteen_frames_in_five_windows_clamped_to_the_video() {
    PseudoLabels labels = PseudoLabels.of(new FrameTriplet(0, 50, 99), 100, 2, 44, 60);

    assertThat(labels.frames())
        .containsExactly(0, 0, 1, 98, 99, 99, 49, 50, 51, 0, 0, 0, 99, 99, 99);
    assertThat(labels.states())
        .containsExactly(4, 4, 4, 5, 5, 5, 88, 88, 88, 88, 88, 88, 88, 88, 88);
    assertThat(labels.stateWeights()).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0);
    assertThat(labels.actions())
        .containsExactly(44, 44, 44, 44, 44, 44, 2, 2, 2, 44, 44, 44, 44, 44, 44);
  }

  @Test
  void the_gate_opens_softly_at_the_threshold_of_the_category() {
    RelevanceGate gate = new RelevanceGate(Map.of(0, .309));

    assertThat(gate.weight(0, OptionalDouble.of(.309))).isCloseTo(.5, within(1e-9));
    assertThat(gate.weight(0, OptionalDouble.of(.32))).isGreaterThan(.9999);
    assertThat(gate.weight(0, OptionalDouble.of(.30))).isLessThan(.001);
    assertThat(gate.weight(0, OptionalDouble.empty())).isEqualTo(1);
    assertThat(gate.weight(1, OptionalDouble.of(.1))).isEqualTo(1);
  }
}
