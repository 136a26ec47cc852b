package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingLoop;
import org.genhowto.networks.model.TrainingWatch;

/**
 * Trains as a plan says, on samples in a new order every epoch. A step's data and noise depend on
 * the plan's seed and the step's number alone, so a resumed training takes the same steps.
 */
final class PlannedTraining {
  private final String name;
  private final TrainingPlan plan;
  private final Consumer<String> log;
  private final TrainingWatch watch;
  private int[] order = new int[0];
  private long epochOfOrder = -1;

  /** The inputs of one step's loss; they belong to the scope. */
  @FunctionalInterface
  interface Inputs {
    NDArray[] of(NDManager scope, int[] indices, SplittableRandom random);
  }

  /**
   * What is trained.
   *
   * @param loss the script's method
   * @param samples number of samples that indices point into
   */
  record Work(String loss, int samples, Inputs inputs) {}

  PlannedTraining(String name, TrainingPlan plan, Consumer<String> log) {
    this(name, plan, log, TrainingWatch.NONE);
  }

  PlannedTraining(String name, TrainingPlan plan, Consumer<String> log, TrainingWatch watch) {
    this.name = name;
    this.plan = plan;
    this.log = log;
    this.watch = watch;
  }

  /** Runs to the end of the plan and leaves the moving averages in the network's weights. */
  void run(NDManager manager, Training training, ScriptedNetwork network, Work work) {
    TrainingLoop.ofSteps(TrainingFiles.in(plan.state()), plan.steps(), plan.saveEvery())
        .saying(name, log)
        .watchedBy(watch)
        .run(
            training,
            number -> {
              try (NDManager scope = manager.newSubManager()) {
                return training.step(network, work.loss(), inputs(scope, work, number)).loss();
              }
            });
    training.adoptAverages();
  }

  private NDArray[] inputs(NDManager scope, Work work, long step) {
    return work.inputs().of(scope, indices(step, work.samples()), random(plan.seed(), step));
  }

  /** The samples of a step: every epoch is a new permutation. */
  private int[] indices(long step, int samples) {
    int[] indices = new int[plan.batch()];
    for (int i = 0; i < indices.length; i++) {
      long position = step * plan.batch() + i;
      indices[i] = order(position / samples, samples)[(int) (position % samples)];
    }
    return indices;
  }

  private int[] order(long epoch, int samples) {
    if (epoch != epochOfOrder) {
      SplittableRandom random = random(~plan.seed(), epoch);
      order = new int[samples];
      for (int i = 0; i < samples; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      epochOfOrder = epoch;
    }
    return order;
  }

  private static SplittableRandom random(long seed, long number) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
  }
}
