package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with inputs, gathered so that a person hears of all of it at once. */
final class Faults {
  private static final int NAMED = 50;

  private final List<String> faults = new ArrayList<>();

  /** Something that may find a fault. */
  interface Check {
    void run();
  }

  /** Runs a check, and keeps what it refuses. */
  void gather(Check check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
    }
  }

  /**
   * Ends the gathering.
   *
   * @throws IllegalArgumentException a line for each fault, where there are any
   */
  void refuse() {
    if (!faults.isEmpty()) {
      String named = String.join("\n", faults.subList(0, Math.min(NAMED, faults.size())));
      throw new IllegalArgumentException(
          faults.size() <= NAMED
              ? named
              : named + "\nand %d more faults".formatted(faults.size() - NAMED));
    }
  }
}
