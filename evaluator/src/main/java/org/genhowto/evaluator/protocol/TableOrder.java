package org.genhowto.evaluator.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.evaluator.statistics.Estimate;

/**
 * An order that the paper's tables show, and whether these results have it. It is reported, and
 * decides nothing.
 *
 * @param detail the numbers
 */
public record TableOrder(String claim, Verdict verdict, String detail) {

  /** Whether an order came out. */
  public enum Verdict {
    /** The means have the order, and no interval reaches into the first one's. */
    CLEAR,
    /** The means have the order; intervals overlap, or single runs have none. */
    MEANS_ONLY,
    FAILS,
    NOT_MEASURED;

    @JsonValue
    String spelling() {
      return EvaluationManifest.spelling(this);
    }
  }

  /** Which values are better. */
  enum Better {
    HIGHER,
    LOWER
  }

  /** What a method reached in a column. */
  record Value(String method, Estimate estimate) {
    @Override
    public String toString() {
      return method + " " + TextTable.cell(estimate);
    }
  }

  /** Whether the first value is better than every other. */
  static TableOrder compare(
      String claim, Optional<Value> first, List<Value> others, Better better) {
    if (first.isEmpty() || others.isEmpty()) {
      return new TableOrder(claim, Verdict.NOT_MEASURED, "");
    }
    Estimate best = first.get().estimate();
    boolean holds = others.stream().allMatch(o -> ahead(best, o.estimate(), better));
    boolean clear = others.stream().allMatch(o -> clearlyAhead(best, o.estimate(), better));
    return new TableOrder(claim, verdict(holds, clear), list(first.get(), others));
  }

  /** Whether a value reaches a bound. */
  static TableOrder atLeast(String claim, Optional<Value> value, double bound) {
    if (value.isEmpty()) {
      return new TableOrder(claim, Verdict.NOT_MEASURED, "");
    }
    Estimate estimate = value.get().estimate();
    Double halfWidth = estimate.halfWidth();
    boolean clear = halfWidth != null && estimate.mean() - halfWidth >= bound;
    return new TableOrder(claim, verdict(estimate.mean() >= bound, clear), value.get().toString());
  }

  private static Verdict verdict(boolean holds, boolean clear) {
    if (!holds) {
      return Verdict.FAILS;
    }
    return clear ? Verdict.CLEAR : Verdict.MEANS_ONLY;
  }

  private static boolean ahead(Estimate one, Estimate other, Better better) {
    return switch (better) {
      case HIGHER -> one.mean() > other.mean();
      case LOWER -> one.mean() < other.mean();
    };
  }

  private static boolean clearlyAhead(Estimate one, Estimate other, Better better) {
    return switch (better) {
      case HIGHER -> one.clearlyAbove(other);
      case LOWER -> other.clearlyAbove(one);
    };
  }

  private static String list(Value first, List<Value> others) {
    return Stream.concat(Stream.of(first), others.stream())
        .map(Value::toString)
        .collect(Collectors.joining("; "));
  }
}
