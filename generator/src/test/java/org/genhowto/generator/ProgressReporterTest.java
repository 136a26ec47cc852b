package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.handler.EarlierResult;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  private static final int TOTAL = 100;

  private final List<GenerationProgress> told = new ArrayList<>();
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
    assertThat(told.get(told.size() - 1).getStage()).isEqualTo(GenerationStage.DECODING);
  }

  private List<Integer> steps(Duration each) {
    ProgressReporter reporter =
        new ProgressReporter("w", incoming(), new Told(), new MemoryBlobs(), TOTAL, () -> nanos);
    reporter.accepted();
    for (int i = 1; i <= TOTAL; i++) {
      nanos += each.toNanos();
      reporter.denoised(i, TOTAL);
    }
    return told.stream().map(GenerationProgress::getStepsDone).toList();
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

  private final class Told implements Progress {
    @Override
    public void tell(Output<?> output) {
      told.add((GenerationProgress) output.value());
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public Optional<CallOff> calledOff() {
      return Optional.empty();
    }

    @Override
    public Optional<EarlierResult> earlier(String requestId) {
      return Optional.empty();
    }

    @Override
    public Optional<EarlierAnswer> answered(String answerKey) {
      return Optional.empty();
    }

    @Override
    public Priority priority() {
      return Priority.NORMAL;
    }
  }
}
