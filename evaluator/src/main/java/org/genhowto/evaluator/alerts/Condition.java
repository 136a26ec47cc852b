package org.genhowto.evaluator.alerts;

import java.math.BigDecimal;
import java.math.MathContext;
import org.genhowto.evaluator.alerts.Verdict.Standing;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of a metric. Between broken and kept nothing changes, so that no alert flaps.
 */
sealed interface Condition {

  Verdict judge(Sight sight);

  /** Which way a number may go. */
  enum Direction {
    DOWN,
    UP,
    EITHER;

    /** By how much a number went this way; negative where it went the other. */
    double way(double change) {
      return switch (this) {
        case DOWN -> -change;
        case UP -> change;
        case EITHER -> Math.abs(change);
      };
    }
  }

  /**
   * The value itself.
   *
   * @param above whether it is too high, not too low
   * @param limit beyond which the rule is broken
   * @param until where the rule is kept again
   */
  record Limit(boolean above, double limit, double until) implements Condition {
    @Override
    public Verdict judge(Sight sight) {
      double value = sight.now().value();
      boolean broken = above ? value > limit : value < limit;
      boolean kept = above ? value <= until : value >= until;
      String sentence =
          broken
              ? "%s is %s %s".formatted(text(value), above ? "above" : "below", text(limit))
              : "%s is at %s or %s again"
                  .formatted(text(value), text(until), above ? "below" : "above");
      return new Verdict(Standing.of(broken, kept), value, limit, sentence);
    }
  }

  /**
   * The change against the release before: the intervals have nothing in common.
   *
   * @param least change that counts
   */
  record Change(Direction direction, double least) implements Condition {
    @Override
    public Verdict judge(Sight sight) {
      return compared(
          sight.now(),
          sight.previous(),
          direction,
          least,
          "the release before, " + sight.previousRelease());
    }
  }

  /**
   * A change within a release: the newest images beside all of it.
   *
   * @param least change that counts
   */
  record Shift(double least) implements Condition {
    @Override
    public Verdict judge(Sight sight) {
      return compared(
          sight.now(), sight.all(), Direction.EITHER, least, "all images of the release");
    }
  }

  private static Verdict compared(
      Seen now, @Nullable Seen other, Direction direction, double least, String what) {
    if (other == null) {
      return new Verdict(
          Standing.KEPT, now.value(), Double.NaN, "there is nothing left to compare with");
    }
    Seen.Measured one = now.measured();
    Seen.Measured two = other.measured();
    if (one == null || two == null || !one.reference().equals(two.reference())) {
      return Verdict.UNSAID; // What is missing or outdated is measured soon.
    }
    double way = direction.way(one.value() - two.value());
    boolean broken = one.isApart(two) && way > 0 && way >= least;
    boolean kept = one.isNear(two) || way <= 0 || way < least / 2;
    String sentence =
        "%s [%s, %s] is %s %s [%s, %s] of %s"
            .formatted(
                text(one.value()),
                text(one.low()),
                text(one.high()),
                broken ? "apart from" : "no longer apart from",
                text(two.value()),
                text(two.low()),
                text(two.high()),
                what);
    return new Verdict(Standing.of(broken, kept), one.value(), two.value(), sentence);
  }

  /** A number of four digits. */
  static String text(double number) {
    return new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
