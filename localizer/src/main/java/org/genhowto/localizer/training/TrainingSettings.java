package org.genhowto.localizer.training;

import java.util.List;
import org.genhowto.localizer.search.OrderedSearch;

/**
 * How the localizer trains itself.
 *
 * @param hidden widths of the heads' hidden layers
 * @param epochs passes over the videos; the rate falls along a cosine to their end
 * @param warmUpEpochs epochs over which the rate rises first
 * @param batch videos a step
 * @param rate peak learning rate of the heads, for the sum of the loss over a batch
 * @param momentum of the heads' gradient descent
 * @param decay weight decay of the heads
 * @param kappa frames from a chosen action to the frames taken as its background
 * @param maxDistance most frames between neighbouring moments
 * @param priorEpochs epochs over which {@code TemporalPrior} fades; 0 for the published method
 * @param ordering whether the search knows the order of the moments
 * @param gate weight of each video
 * @param seed of first weights, order and augmentation
 */
public record TrainingSettings(
    List<Integer> hidden,
    int epochs,
    int warmUpEpochs,
    int batch,
    double rate,
    double momentum,
    double decay,
    int kappa,
    int maxDistance,
    int priorEpochs,
    Ordering ordering,
    RelevanceGate gate,
    long seed) {

  /** What the search for pseudo-labels knows of the order of the three moments. */
  public enum Ordering {
    /** Initial state before action before final state: the published method. */
    CAUSAL,
    /** Each moment is searched alone, wherever it scores highest. */
    NONE
  }

  public TrainingSettings {
    hidden = List.copyOf(hidden);
    if (epochs < 1 || warmUpEpochs < 0 || batch < 1 || kappa < 1) {
      throw new IllegalArgumentException(
          "Training with %d epochs, %d of warm-up, batches of %d and kappa %d; expected at least"
                  .formatted(epochs, warmUpEpochs, batch, kappa)
              + " 1, 0, 1 and 1");
    }
  }

  /** The published numbers, for videos of some minutes and a backbone 1024 wide. */
  public static TrainingSettings published() {
    return new TrainingSettings(
        List.of(4096),
        20,
        5,
        64,
        1e-4,
        0.9,
        1e-3,
        60,
        OrderedSearch.PUBLISHED_MAX_DISTANCE,
        0,
        Ordering.CAUSAL,
        RelevanceGate.open(),
        0);
  }

  public TrainingSettings withSeed(long other) {
    return with(epochs, priorEpochs, ordering, gate, other);
  }

  public TrainingSettings withEpochs(int other) {
    return with(other, priorEpochs, ordering, gate, seed);
  }

  public TrainingSettings withGate(RelevanceGate other) {
    return with(epochs, priorEpochs, ordering, other, seed);
  }

  /** The ablation: nothing in the training knows which moment comes first. */
  public TrainingSettings withoutOrdering() {
    return with(epochs, 0, Ordering.NONE, gate, seed);
  }

  private TrainingSettings with(
      int newEpochs, int newPrior, Ordering newOrdering, RelevanceGate newGate, long newSeed) {
    return new TrainingSettings(
        hidden,
        newEpochs,
        warmUpEpochs,
        batch,
        rate,
        momentum,
        decay,
        kappa,
        maxDistance,
        newPrior,
        newOrdering,
        newGate,
        newSeed);
  }

  /** How much the prior weighs in an epoch, in [0, 1]. */
  double priorStrength(int epoch) {
    return priorEpochs == 0 ? 0 : Math.max(0, 1 - (double) epoch / priorEpochs);
  }
}
