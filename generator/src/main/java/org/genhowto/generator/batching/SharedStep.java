package org.genhowto.generator.batching;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.genhowto.generator.diffusion.ConditionedLatents;
import org.genhowto.generator.sampling.Trajectory;

/** One step of trajectories of one network, in passes of at most so many latents. */
final class SharedStep {
  private final NDManager scope;
  private final Pass network;
  private final int most;
  private final List<Piece> pieces = new ArrayList<>();
  private int room;

  /** Runs one pass. */
  @FunctionalInterface
  interface Pass {
    /** One prediction for each part; they belong to the manager. */
    List<NDArray> predict(NDManager pass, List<ConditionedLatents> parts);
  }

  /** Some latents of a part of a trajectory's step, and where the answer goes. */
  private record Piece(Answers answers, int part, ConditionedLatents latents) {}

  /** What is known of a trajectory's step. */
  private static final class Answers {
    final Trajectory trajectory;
    final List<NDList> parts = new ArrayList<>();
    int missing;

    Answers(Trajectory trajectory, List<ConditionedLatents> asked) {
      this.trajectory = trajectory;
      for (ConditionedLatents part : asked) {
        parts.add(new NDList());
        missing += part.size();
      }
    }

    void add(int part, NDArray answer) {
      parts.get(part).add(answer);
      missing -= Math.toIntExact(answer.getShape().get(0));
    }

    List<NDArray> joined() {
      return parts.stream()
          .map(part -> part.size() == 1 ? part.get(0) : NDArrays.concat(part, 0))
          .toList();
    }
  }

  /**
   * @param scope owns what lasts longer than a pass
   */
  SharedStep(NDManager scope, Pass network, int most) {
    this.scope = scope;
    this.network = network;
    this.most = most;
    this.room = most;
  }

  /**
   * Takes the step.
   *
   * @param left the trajectories; those that have taken it are taken out
   */
  void take(Set<Trajectory> left) {
    for (Trajectory trajectory : List.copyOf(left)) {
      List<ConditionedLatents> asked = trajectory.ask(scope);
      Answers answers = new Answers(trajectory, asked);
      for (int part = 0; part < asked.size(); part++) {
        add(answers, part, asked.get(part), left);
      }
    }
    run(left);
  }

  private void add(Answers answers, int part, ConditionedLatents latents, Set<Trajectory> left) {
    int start = 0;
    while (start < latents.size()) {
      int end = Math.min(latents.size(), start + room);
      pieces.add(new Piece(answers, part, latents.between(start, end)));
      room -= end - start;
      start = end;
      if (room == 0) {
        run(left);
      }
    }
  }

  private void run(Set<Trajectory> left) {
    if (pieces.isEmpty()) {
      return;
    }
    try (NDManager pass = scope.newSubManager()) {
      List<NDArray> predictions =
          network.predict(pass, pieces.stream().map(Piece::latents).toList());
      for (int i = 0; i < pieces.size(); i++) {
        predictions.get(i).attach(scope);
        pieces.get(i).answers().add(pieces.get(i).part(), predictions.get(i));
      }
    }
    for (Piece piece : pieces) {
      Answers answers = piece.answers();
      if (answers.missing == 0 && left.contains(answers.trajectory)) {
        answers.trajectory.advance(scope, answers.joined());
        left.remove(answers.trajectory);
      }
    }
    pieces.clear();
    room = most;
  }
}
