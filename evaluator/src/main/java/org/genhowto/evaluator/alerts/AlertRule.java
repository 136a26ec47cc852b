package org.genhowto.evaluator.alerts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.evaluator.alerts.Condition.Direction;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * A rule as an operator writes it:
 *
 * <pre>
 * accuracy &lt; 0.7                  too low; kept again at 0.735, a twentieth beyond the limit
 * fid.finalState &gt; 60 until 50 @hour   too high in the last hour; kept again at 50
 * accuracy[apple] drops 0.05       below the release before by 0.05, the intervals apart
 * fid rises                        above the release before, the intervals apart
 * fid shifts @last                 the newest images apart from all of the same release
 * </pre>
 *
 * @param text as it was written, with single spaces
 * @param metric name
 * @param target of the metric; null for each
 * @param category empty for all together, * for each
 * @param window all, hour or last
 */
public record AlertRule(
    String text,
    String metric,
    @Nullable Target target,
    String category,
    String window,
    Condition condition) {

  /** Names of the metrics that are published. */
  public static final List<String> METRICS =
      List.of("accuracy", "agreement", "background", "fid", "fid-infinity", "kid", "separability");

  /** Share of a limit that a value has to be on the right side of it. */
  private static final double MARGIN = 0.05;

  private static final String NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<metric>[a-z-]+)(?:\\.(?<target>\\w+))?(?:\\[(?<category>[^\\]]+)\\])? ?"
              + ("(?<verb><|>|drops|rises|shifts) ?(?<number>" + NUMBER + ")?")
              + ("(?: until (?<until>" + NUMBER + "))?")
              + "(?: ?@(?<window>\\S+))?");

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException it is none; the message says why
   */
  public static AlertRule parse(String written) {
    String text = written.strip().replaceAll("\\s+", " ");
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text, "METRIC < NUMBER, METRIC > NUMBER, METRIC drops, rises or shifts", "");
    }
    String metric = matcher.group("metric");
    if (!METRICS.contains(metric)) {
      throw wrong(text, "a metric out of " + String.join(", ", METRICS), metric);
    }
    String window = matcher.group("window") == null ? "all" : matcher.group("window");
    if (!List.of("all", "hour", "last").contains(window)) {
      throw wrong(text, "@all, @hour or @last", "@" + window);
    }
    String category = matcher.group("category") == null ? "" : matcher.group("category").strip();
    return new AlertRule(
        text,
        metric,
        target(text, matcher.group("target")),
        category,
        window,
        condition(text, matcher, window));
  }

  private static @Nullable Target target(String text, @Nullable String spelling) {
    if (spelling == null) {
      return null;
    }
    for (Target target : Target.values()) {
      if (MetricKey.spelling(target).equals(spelling)) {
        return target;
      }
    }
    throw wrong(text, "the target action or finalState", spelling);
  }

  private static Condition condition(String text, Matcher matcher, String window) {
    String verb = matcher.group("verb");
    Optional<Double> number = number(text, matcher.group("number"));
    Optional<Double> until = number(text, matcher.group("until"));
    boolean limit = verb.equals("<") || verb.equals(">");
    if (!limit && until.isPresent()) {
      throw wrong(text, "'until' only after < or >", "until");
    }
    if (limit && number.isEmpty()) {
      throw wrong(text, "a number after " + verb, "none");
    }
    if (!limit && number.isPresent() && number.get() < 0) {
      throw wrong(text, "a change of at least 0", matcher.group("number"));
    }
    if (verb.equals("shifts") && window.equals("all")) {
      throw wrong(text, "@hour or @last, which is compared with all images", "@all");
    }
    return switch (verb) {
      case "<" -> limit(text, false, number.orElseThrow(), until);
      case ">" -> limit(text, true, number.orElseThrow(), until);
      case "drops" -> new Condition.Change(Direction.DOWN, number.orElse(0.0));
      case "rises" -> new Condition.Change(Direction.UP, number.orElse(0.0));
      default -> new Condition.Shift(number.orElse(0.0));
    };
  }

  private static Condition limit(String text, boolean above, double limit, Optional<Double> until) {
    double margin = MARGIN * Math.abs(limit);
    double end = until.orElse(above ? limit - margin : limit + margin);
    if (above ? end > limit : end < limit) {
      throw wrong(
          text,
          "'until' %s %s".formatted(above ? "at most" : "at least", Condition.text(limit)),
          Condition.text(end));
    }
    return new Condition.Limit(above, limit, end);
  }

  private static Optional<Double> number(String text, @Nullable String number) {
    Optional<Double> value = Optional.ofNullable(number).map(Double::valueOf);
    if (value.filter(each -> each.isInfinite()).isPresent()) {
      throw wrong(text, "a finite number", String.valueOf(number));
    }
    return value;
  }

  private static IllegalArgumentException wrong(String text, String expected, String actual) {
    return new IllegalArgumentException(
        "rule '%s'%s, expected %s"
            .formatted(text, actual.isEmpty() ? "" : " says " + actual, expected));
  }

  /** Whether the rule is about this metric in one of its windows. */
  boolean concerns(MetricFamily family) {
    return metric.equals(family.name())
        && (target == null || family.target().filter(target::equals).isPresent())
        && (category.equals(family.category())
            || (category.equals("*") && !family.category().isEmpty()));
  }

  /** Whether it is about this window of images. */
  boolean covers(String spelling) {
    return window.equals(spelling) || (window.equals("last") && spelling.startsWith("last-"));
  }
}
