package org.genhowto.networks.model;

import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes a training to its end in rounds, each of one step or of an epoch of them: goes on from the
 * state that an earlier start has left, saves it now and then and at the end, writes the loss curve
 * and says how it goes. A round derives its data from its number alone, so a training that goes on
 * takes the same steps.
 */
public final class TrainingLoop {
  private static final int STEPS_A_POINT = 50;

  /** Steps of large models are said as they come. */
  private static final long LONGEST_SILENCE = TimeUnit.SECONDS.toNanos(60);

  private final TrainingFiles files;
  private final Pace pace;
  private final String name;
  private final Consumer<String> log;
  private final TrainingWatch watch;

  private TrainingLoop(
      TrainingFiles files, Pace pace, String name, Consumer<String> log, TrainingWatch watch) {
    this.files = files;
    this.pace = pace;
    this.name = name;
    this.log = log;
    this.watch = watch;
  }

  /** Takes a round of steps. */
  @FunctionalInterface
  public interface Round {
    /**
     * @param number from 0
     * @return the round's mean loss
     */
    double take(long number);
  }

  /**
   * @param rounds how many in all
   * @param steps of a round
   * @param point rounds that a point of the curve is the mean of
   * @param save rounds between two saves
   */
  private record Pace(long rounds, int steps, int point, int save) {}

  /** Rounds of one step. */
  public static TrainingLoop ofSteps(TrainingFiles files, long steps, int saveEvery) {
    return new TrainingLoop(
        files, new Pace(steps, 1, STEPS_A_POINT, saveEvery), "", line -> {}, TrainingWatch.NONE);
  }

  /** Rounds of one epoch, each saved and a point of the curve. */
  public static TrainingLoop ofEpochs(TrainingFiles files, int epochs, int stepsOfEpoch) {
    return new TrainingLoop(
        files, new Pace(epochs, stepsOfEpoch, 1, 1), "", line -> {}, TrainingWatch.NONE);
  }

  /** The same, which says lines that begin with a name. */
  public TrainingLoop saying(String whose, Consumer<String> lines) {
    return new TrainingLoop(files, pace, whose, lines, watch);
  }

  /** The same, which tells of every round. */
  public TrainingLoop watchedBy(TrainingWatch watcher) {
    return new TrainingLoop(files, pace, name, log, watcher);
  }

  /** Takes the rounds that are left. */
  public void run(Training training, Round round) {
    if (Files.exists(files.state())) {
      training.restore(files.state());
      log.accept("%s: goes on from step %d".formatted(name, training.steps()));
    }
    Meter meter = new Meter(rounds(training));
    for (long number = rounds(training); number < pace.rounds; number = rounds(training)) {
      double loss = round.take(number);
      meter.add(loss, number + 1);
      if (due(number + 1, pace.save)) {
        training.save(files.state());
        watch.saved(training.steps());
      }
      watch.stepped(training.steps(), loss);
    }
  }

  private long rounds(Training training) {
    return training.steps() / pace.steps;
  }

  private boolean due(long done, int every) {
    return done % every == 0 || done == pace.rounds;
  }

  /** Writes and says the mean loss since it was last written. */
  private final class Meter {
    private final LossCurve curve = new LossCurve(files.curve());
    private final long first;
    private final long start = System.nanoTime();
    private long said = start;
    private double sum;
    private int summed;

    Meter(long first) {
      this.first = first;
    }

    void add(double loss, long done) {
      sum += loss;
      summed++;
      boolean due = due(done, pace.point);
      if (due || System.nanoTime() - said > LONGEST_SILENCE) {
        said = System.nanoTime();
        say(done, (said - start) / 1e9 / (done - first));
      }
      if (due) {
        curve.add(done, sum / summed);
        sum = 0;
        summed = 0;
      }
    }

    private void say(long done, double seconds) {
      log.accept(
          String.format(
              Locale.ROOT,
              "%s: step %d of %d, loss %.5f, %.2f s a step, %.0f s to go",
              name,
              done,
              pace.rounds,
              sum / summed,
              seconds,
              (pace.rounds - done) * seconds));
    }
  }
}
