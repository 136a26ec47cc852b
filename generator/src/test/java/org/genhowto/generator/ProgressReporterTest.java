package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  private static final int TOTAL = 100;

  private final Alone progress = new Alone();
  private long nanos = Long.MAX_VALUE - 5; // It may run over.

  @Test
  void slow_steps_are_all_told() {
    List<Integer> steps = steps(Duration.ofMillis(100));

    assertThat(steps).hasSize(TOTAL + 1).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void of_quick_steps_the_first_the_last_and_ten_a_second_are_told() {
    List<Integer> steps = steps(Duration.ofMillis(10));

    assertThat(steps).startsWith(0, 1, 11, 21).endsWith(91, TOTAL).hasSize(12);
    assertThat(progress.told.get(progress.told.size() - 1).getStage())
        .isEqualTo(GenerationStage.DECODING);
  }

  private List<Integer> steps(Duration each) {
    ProgressReporter reporter =
        new ProgressReporter("w", incoming(), progress, new MemoryBlobs(), TOTAL, () -> nanos);
    reporter.accepted();
    for (int i = 1; i <= TOTAL; i++) {
      nanos += each.toNanos();
      reporter.denoised(i, TOTAL);
    }
    return progress.told.stream().map(GenerationProgress::getStepsDone).toList();
  }

  private static Incoming<GenerationRequest> incoming() {
    GenerationRequest request =
        GenerationRequest.newBuilder()
            .setRequestId("r")
            .setInlineImage(ByteBuffer.allocate(1))
            .setPrompt("x")
            .setTarget(Target.ACTION)
            .build();
    return new Incoming<>("r", request, "generation-requests", 0, 0, 1);
  }
}
