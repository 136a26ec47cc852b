package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  @Test
  void the_rest_takes_as_long_a_picture_as_what_is_done() {
    // Given
    var now = new AtomicReference<>(Instant.EPOCH);
    var lines = new ArrayList<String>();
    var progress = new RunProgress(250, now::get, lines::add);
    // When
    for (int i = 0; i < 250; i++) {
      now.updateAndGet(time -> time.plusSeconds(6));
      progress.done("sdedit");
    }
    // Then
    assertThat(lines)
        .containsExactly(
            "sdedit: 100 of 250 pictures, about 15 min left",
            "sdedit: 200 of 250 pictures, about 5 min left",
            "sdedit: 250 of 250 pictures, about 0 min left");
  }
}
