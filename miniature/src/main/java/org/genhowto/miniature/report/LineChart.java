package org.genhowto.miniature.report;

import j2html.utils.EscapeUtil;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Lines over an axis, as SVG for a page whose style knows the looks {@code one}, {@code two} and
 * {@code three}.
 *
 * @param title says what the chart shows where it cannot be seen
 * @param bands shaded behind the lines
 * @param marks dashed, from top to bottom
 */
record LineChart(
    String title, Axis x, Axis y, List<Band> bands, List<Line> lines, List<Mark> marks) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 150;
  private static final int LEFT = 42;
  private static final int RIGHT = 8;
  private static final int TOP = 8;
  private static final int BOTTOM = 20;
  private static final int TICKS = 5;

  /** What lies at the same distance on an axis. */
  enum Spacing {
    DIFFERENCES,
    RATIOS
  }

  /**
   * The numbers along one side.
   *
   * @param unit written after the last one
   */
  record Axis(double from, double to, Spacing spacing, String unit) {
    /** Where a number lies, 0 at the start and 1 at the end; those beyond lie there too. */
    double share(double value) {
      double share =
          switch (spacing) {
            case DIFFERENCES -> (value - from) / (to - from);
            case RATIOS -> Math.log(value / from) / Math.log(to / from);
          };
      return Math.max(0, Math.min(1, share));
    }

    /** Round numbers between the ends. */
    List<Double> ticks() {
      return switch (spacing) {
        case DIFFERENCES -> differences();
        case RATIOS -> ratios();
      };
    }

    private List<Double> differences() {
      double step = Math.pow(10, Math.floor(Math.log10((to - from) / TICKS)));
      double times = (to - from) / TICKS / step;
      double round = step * (times > 5 ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1);
      long first = (long) Math.ceil(from / round);
      long last = (long) Math.floor(to / round + 1e-9);
      return DoubleStream.iterate((double) first, i -> i <= last, i -> i + 1)
          .map(i -> i * round)
          .boxed()
          .toList();
    }

    private List<Double> ratios() {
      int first = (int) Math.floor(Math.log10(from));
      int last = (int) Math.ceil(Math.log10(to));
      return IntStream.rangeClosed(first, last)
          .boxed()
          .flatMap(power -> DoubleStream.of(1, 2, 5).mapToObj(d -> d * Math.pow(10, power)))
          .filter(value -> value >= from && value <= to)
          .toList();
    }
  }

  /** A stretch of the horizontal axis. */
  record Band(String look, double from, double to) {}

  /** A place on the horizontal axis. */
  record Mark(String look, double at) {}

  /** A line through points. */
  record Line(String look, List<Point> points) {}

  /** A place on the chart. */
  record Point(double x, double y) {}

  String svg() {
    StringBuilder svg =
        new StringBuilder(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                .formatted(WIDTH, HEIGHT, EscapeUtil.escape(title)));
    bands.forEach(band -> svg.append(band(band)));
    y.ticks().forEach(tick -> svg.append(row(tick)));
    x.ticks().forEach(tick -> svg.append(text(left(tick), HEIGHT - 5, "middle", number(tick))));
    svg.append(text(WIDTH - RIGHT, HEIGHT - 5, "end", x.unit()));
    marks.forEach(mark -> svg.append(mark(mark)));
    lines.forEach(line -> svg.append(line(line)));
    return svg.append("</svg>").toString();
  }

  private String band(Band band) {
    return format(
        "<rect class=\"band %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        band.look(),
        left(band.from()),
        TOP,
        left(band.to()) - left(band.from()),
        HEIGHT - TOP - BOTTOM);
  }

  private String row(double tick) {
    double top = top(tick);
    String line =
        format(
            "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
            LEFT, WIDTH - RIGHT, top, top);
    return line + text(LEFT - 5, top + 4, "end", number(tick));
  }

  private String mark(Mark mark) {
    double left = left(mark.at());
    return format(
        "<line class=\"mark %s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        mark.look(), left, left, TOP, HEIGHT - BOTTOM);
  }

  private String line(Line line) {
    return line.points().stream()
        .map(point -> format("%.1f %.1f", left(point.x()), top(point.y())))
        .collect(Collectors.joining(" L", "<path class=\"" + line.look() + "\" d=\"M", "\"/>"));
  }

  private static String text(double left, double top, String anchor, String text) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        left, top, anchor, EscapeUtil.escape(text));
  }

  private double left(double value) {
    return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
  }

  private double top(double value) {
    return TOP + (1 - y.share(value)) * (HEIGHT - TOP - BOTTOM);
  }

  /** As few digits as tell it from its neighbours. */
  private static String number(double value) {
    return value >= 100 || value == Math.rint(value)
        ? format("%.0f", value)
        : format("%.4f", value).replaceAll("0+$", "");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
