package org.genhowto.trainer;

import java.util.Optional;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.GeneratorNetwork.Duty;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.TrainingRequest;

/** What a request for a training may say. */
public final class TrainingContract {
  private static final long MOST_STEPS = 100_000_000;
  private static final int MOST_IMAGES = 4096;

  private TrainingContract() {}

  /** What is wrong with a request, in a sentence; empty where nothing is. */
  public static Optional<String> fault(TrainingRequest request) {
    if (!RequestContract.isId(request.getTrainingId())) {
      return Optional.of("trainingId is none: expected letters, digits, '.', '_' and '-'");
    }
    if (GeneratorNetwork.named(request.getNetwork())
        .filter(network -> network.duty() == Duty.SERVING)
        .isEmpty()) {
      return Optional.of(
          "network is '%s', expected generator-action or generator-final-state"
              .formatted(request.getNetwork()));
    }
    return number("datasetVersion", request.getDatasetVersion(), 1, Long.MAX_VALUE)
        .or(() -> number("steps", request.getSteps(), 1, MOST_STEPS))
        .or(() -> number("batch", request.getBatch(), 1, MOST_IMAGES))
        .or(() -> number("warmUp", request.getWarmUp(), 0, MOST_STEPS))
        .or(() -> number("saveEvery", request.getSaveEvery(), 1, MOST_STEPS))
        .or(() -> number("maxSeconds", request.getMaxSeconds(), 0, Long.MAX_VALUE))
        .or(() -> number("rate", request.getRate(), 1e-9, 1))
        .or(() -> number("averaging", request.getAveraging(), 0, 1));
  }

  private static Optional<String> number(String name, long value, long least, long most) {
    return value >= least && value <= most
        ? Optional.empty()
        : Optional.of(
            "%s is %d, expected a number from %d to %d".formatted(name, value, least, most));
  }

  private static Optional<String> number(String name, double value, double least, double most) {
    return value >= least && value <= most
        ? Optional.empty()
        : Optional.of(
            "%s is %s, expected a number from %s to %s".formatted(name, value, least, most));
  }
}
