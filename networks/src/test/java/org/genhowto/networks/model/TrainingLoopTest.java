package org.genhowto.networks.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.model.LossCurve.Point;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final List<String> lines = new ArrayList<>();
  private final List<Long> rounds = new ArrayList<>();
  @TempDir Path folder;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void an_interrupted_training_goes_on_from_its_last_saved_state() {
    // Given
    TrainingFiles files = TrainingFiles.in(folder.resolve("cut"));
    TrainingLoop loop = TrainingLoop.ofSteps(files, 9, 2).saying("words", lines::add);
    assertThatThrownBy(() -> run(loop, 1, 5)).hasMessage("broken off");
    rounds.clear();
    // When
    float resumed = run(loop, 1, 9);
    // Then
    float whole = run(TrainingLoop.ofSteps(TrainingFiles.in(folder.resolve("whole")), 9, 4), 1, 9);
    assertThat(resumed).isEqualTo(whole);
    assertThat(rounds).startsWith(4L, 5L, 6L, 7L, 8L, 0L);
    assertThat(lines.get(0)).isEqualTo("words: goes on from step 4");
    assertThat(lines.get(1)).startsWith("words: step 9 of 9, loss ").endsWith(", 0 s to go");
  }

  @Test
  void a_training_that_is_done_takes_no_step_more() {
    TrainingLoop loop =
        TrainingLoop.ofSteps(TrainingFiles.beside(folder.resolve("it.safetensors")), 3, 100);
    float trained = run(loop, 1, 9);

    assertThat(run(loop, 1, 0)).isEqualTo(trained);
    assertThat(folder.resolve("losses.csv")).exists();
  }

  @Test
  void a_point_of_the_curve_is_the_mean_of_fifty_steps_or_of_an_epoch() {
    TrainingFiles steps = TrainingFiles.in(folder.resolve("steps"));
    TrainingFiles epochs = TrainingFiles.in(folder.resolve("epochs"));

    run(TrainingLoop.ofSteps(steps, 60, 100), 1, 60);
    run(TrainingLoop.ofEpochs(epochs, 2, 30), 30, 2);

    assertThat(LossCurve.read(steps.curve())).extracting(Point::step).containsExactly(50L, 60L);
    assertThat(LossCurve.read(epochs.curve())).extracting(Point::step).containsExactly(1L, 2L);
    assertThat(rounds).endsWith(59L, 0L, 1L);
  }

  /** Trains one number, breaks off after so many rounds, and returns what was learnt. */
  private float run(TrainingLoop loop, int stepsOfRound, int most) {
    NDArray weight = manager.create(0f);
    weight.setRequiresGradient(true);
    int[] left = {most};
    Recipe recipe = Recipe.of(Recipe.AdamW.withDecay(0.01), Schedule.constant(1e-2));
    try (Training training = Training.of(manager, Map.of("weight", weight), recipe)) {
      loop.run(
          training,
          number -> {
            if (left[0]-- == 0) {
              throw new IllegalStateException("broken off");
            }
            rounds.add(number);
            double loss = 0;
            for (int i = 0; i < stepsOfRound; i++) {
              loss += training.step(() -> weight.sub(3 + number).square()).loss();
            }
            return loss / stepsOfRound;
          });
      return requireNonNull(training.parameters().get("weight")).getFloat();
    }
  }
}
