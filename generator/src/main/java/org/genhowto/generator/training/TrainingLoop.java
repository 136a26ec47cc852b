package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.model.Training;

/**
 * Takes the steps of a plan, saves its state now and then, and says and writes how it goes. A
 * step's data and noise depend on the plan's seed and the step's number alone, so a resumed
 * training takes the same steps.
 */
final class TrainingLoop {
  private static final int SAY_EVERY = 50;

  /** Steps of large models are said as they come. */
  private static final long LONGEST_SILENCE = TimeUnit.SECONDS.toNanos(60);

  private final String name;
  private final TrainingPlan plan;
  private final Consumer<String> log;
  private int[] order = new int[0];
  private long epochOfOrder = -1;

  /** The inputs of one step's loss; they belong to the scope. */
  @FunctionalInterface
  interface Inputs {
    NDArray[] of(NDManager scope, int[] indices, SplittableRandom random);
  }

  TrainingLoop(String name, TrainingPlan plan, Consumer<String> log) {
    this.name = name;
    this.plan = plan;
    this.log = log;
  }

  /** Runs to the end of the plan and leaves the moving averages in the network's weights. */
  void run(NDManager manager, Training training, ScriptedNetwork network, Work work) {
    if (Files.exists(plan.stateFile())) {
      training.restore(plan.stateFile());
      log.accept("%s: goes on from step %d".formatted(name, training.steps()));
    }
    Meter meter = new Meter(training.steps());
    while (training.steps() < plan.steps()) {
      double loss = step(manager, training, network, work);
      meter.add(training.steps(), loss);
      if (due(training.steps(), plan.saveEvery())) {
        training.save(plan.stateFile());
      }
    }
    training.adoptAverages();
  }

  private double step(NDManager manager, Training training, ScriptedNetwork network, Work work) {
    try (NDManager scope = manager.newSubManager()) {
      long step = training.steps();
      NDArray[] inputs =
          work.inputs().of(scope, indices(step, work.samples()), random(plan.seed(), step));
      return training.step(network, work.loss(), inputs).loss();
    }
  }

  private boolean due(long done, int every) {
    return done % every == 0 || done == plan.steps();
  }

  /** Says and writes the mean loss since it was last written. */
  private final class Meter {
    private final LossCurve curve = new LossCurve(plan.state().resolve(LossCurve.FILE));
    private final long first;
    private final long start = System.nanoTime();
    private long said = start;
    private double sum;
    private int summed;

    Meter(long first) {
      this.first = first;
    }

    void add(long done, double loss) {
      sum += loss;
      summed++;
      boolean due = due(done, SAY_EVERY);
      if (due || System.nanoTime() - said > LONGEST_SILENCE) {
        said = System.nanoTime();
        log.accept(line(done, sum / summed, (done - first) * 1e9 / (said - start)));
      }
      if (due) {
        curve.add(done, sum / summed);
        sum = 0;
        summed = 0;
      }
    }
  }

  /**
   * What is trained.
   *
   * @param loss the script's method
   * @param samples number of samples that indices point into
   */
  record Work(String loss, int samples, Inputs inputs) {}

  private String line(long done, double loss, double perSecond) {
    return "%s: step %d of %d, loss %.5f, %.1f samples/s, %.0f s to go"
        .formatted(
            name,
            done,
            plan.steps(),
            loss,
            perSecond * plan.batch(),
            (plan.steps() - done) / perSecond);
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
