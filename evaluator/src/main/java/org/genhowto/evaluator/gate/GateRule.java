package org.genhowto.evaluator.gate;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.genhowto.evaluator.statistics.Interval;

/**
 * How much worse than the serving release a candidate may be, as an operator writes it:
 *
 * <pre>
 * accuracy &gt;= -0.05   the 95% interval of candidate less serving lies above -0.05
 * fid &lt;= 10%          the 95% interval lies below a tenth of the serving release's distance
 * agreement &gt;= 0      the candidate is better, not only as good
 * </pre>
 *
 * @param text as it was written, with single spaces
 * @param bound what the interval of the difference has to lie beyond
 * @param scale what the bound is counted in
 */
public record GateRule(String text, Measure measure, double bound, Scale scale) {

  /** What a bound is counted in. */
  public enum Scale {
    ABSOLUTE,
    OF_SERVING
  }

  /** What is compared. */
  public enum Measure {
    ACCURACY(1),
    AGREEMENT(1),
    BACKGROUND(1),
    FID(-1);

    /** 1 where more is better, -1 where less is. */
    private final int better;

    Measure(int better) {
      this.better = better;
    }

    /** As in metrics. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String sign() {
      return better > 0 ? ">=" : "<=";
    }
  }

  private static final Pattern FORM =
      Pattern.compile(
          "(?<measure>[a-z]+) ?(?<sign>>=|<=) ?"
              + "(?<bound>[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?) ?(?<percent>%)?");

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException it is none; the message says why
   */
  public static GateRule parse(String written) {
    String text = written.strip().replaceAll("\\s+", " ");
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "rule '%s', expected a measure, >= or <=, and a number or percentage, such as accuracy >= -0.05"
              .formatted(text));
    }
    Measure measure = measure(text, matcher.group("measure"));
    if (!matcher.group("sign").equals(measure.sign())) {
      throw new IllegalArgumentException(
          "rule '%s' says %s, expected %s: %s of %s is better"
              .formatted(
                  text,
                  matcher.group("sign"),
                  measure.sign(),
                  measure.better > 0 ? "more" : "less",
                  measure.spelling()));
    }
    double bound = Double.parseDouble(matcher.group("bound"));
    if (!Double.isFinite(bound)) {
      throw new IllegalArgumentException(
          "rule '%s' says %s, expected a finite number".formatted(text, matcher.group("bound")));
    }
    return matcher.group("percent") == null
        ? new GateRule(text, measure, bound, Scale.ABSOLUTE)
        : new GateRule(text, measure, bound / 100, Scale.OF_SERVING);
  }

  private static Measure measure(String text, String spelling) {
    return Arrays.stream(Measure.values())
        .filter(each -> each.spelling().equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "rule '%s' says %s, expected one of %s"
                        .formatted(
                            text,
                            spelling,
                            Arrays.stream(Measure.values())
                                .map(Measure::spelling)
                                .collect(Collectors.joining(", ")))));
  }

  /** The bound in the measure's own unit, beside a serving release of this value. */
  double limit(double serving) {
    return scale == Scale.OF_SERVING ? bound * Math.abs(serving) : bound;
  }

  /** Whether the whole interval of candidate less serving keeps the rule. */
  boolean isKept(Interval difference, double limit) {
    return measure.better > 0 ? difference.low() >= limit : difference.high() <= limit;
  }

  /** Whether no part of the interval keeps it: more images would not help. */
  boolean isBroken(Interval difference, double limit) {
    return measure.better > 0 ? difference.high() < limit : difference.low() > limit;
  }

  /** The expectation in words, for a sentence. */
  String expectation(double limit) {
    return "%s %s".formatted(measure.better > 0 ? "at least" : "at most", Numbers.signed(limit));
  }
}
