package org.genhowto.miniature.world;

/**
 * What can be seen of a change of one or more steps: a state before, during or after one of them.
 * The state after a step is the state before the next one, and is named as the former.
 *
 * @param step from 0
 * @param phase initial only for the first step
 */
public record Sight(int step, Phase phase) implements Comparable<Sight> {

  public Sight {
    if (step < 0 || (step > 0 && phase == Phase.INITIAL)) {
      throw new IllegalArgumentException(
          "A sight is step %d, %s; expected what is before a later step as the one after the step before it"
              .formatted(step, phase));
    }
  }

  /** What a phase of a step shows. */
  public static Sight of(int step, Phase phase) {
    return step > 0 && phase == Phase.INITIAL
        ? new Sight(step - 1, Phase.FINAL)
        : new Sight(step, phase);
  }

  /** The sight at that place of all, counted from 0 at the initial state. */
  static Sight numbered(int number) {
    return number == 0
        ? new Sight(0, Phase.INITIAL)
        : new Sight((number - 1) / 2, number % 2 == 1 ? Phase.ACTION : Phase.FINAL);
  }

  /** Its place among all sights of a change, from 0. */
  public int number() {
    return 2 * step + phase.ordinal();
  }

  @Override
  public int compareTo(Sight other) {
    return Integer.compare(number(), other.number());
  }
}
