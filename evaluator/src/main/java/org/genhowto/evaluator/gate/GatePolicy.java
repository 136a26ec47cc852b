package org.genhowto.evaluator.gate;

import java.util.List;

/**
 * When a candidate may take the place of the serving release.
 *
 * @param set the evaluation set it is decided on
 * @param rules all of which are to be kept; without any nothing is decided
 * @param minimumPairs requests that both have answered, below which nothing is decided
 * @param minimumReal real images below which no distance is taken
 * @param cGrid inverse penalties the classifier chooses from
 * @param promotion who puts a candidate in service that passed
 */
public record GatePolicy(
    String set,
    List<GateRule> rules,
    int minimumPairs,
    int minimumReal,
    List<Double> cGrid,
    Promotion promotion) {

  /** Who puts a candidate in service. */
  public enum Promotion {
    /** A person, who reads the decision. */
    BY_HAND,
    /** The gate itself, with the decision. */
    BY_GATE
  }

  public GatePolicy {
    rules = List.copyOf(rules);
    cGrid = List.copyOf(cGrid);
  }

  /** Nothing is decided. */
  public static GatePolicy none() {
    return new GatePolicy("", List.of(), 1, 2, List.of(1.0), Promotion.BY_HAND);
  }
}
