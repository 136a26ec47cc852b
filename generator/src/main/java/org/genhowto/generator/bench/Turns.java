package org.genhowto.generator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns that this project and the reference took one after the other. They are compared within each
 * turn, as a machine that others use is quicker at one time than at another.
 */
public final class Turns {
  private final List<Double> ratios = new ArrayList<>();

  /** Adds a turn, with the cost of either side. */
  public void add(double own, double reference) {
    ratios.add(own / reference);
  }

  /** This project's share of the reference's cost: the median of the turns. */
  public double ratio() {
    List<Double> sorted = ratios.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** How far the turns are apart, in words that follow the ratio; empty for a single one. */
  public String range() {
    return ratios.size() < 2
        ? ""
        : String.format(
            Locale.ROOT,
            " (median of %d turns, %.3f to %.3f)",
            ratios.size(),
            ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
            ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }
}
