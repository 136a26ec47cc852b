package org.genhowto.miniature.report;

import static j2html.TagCreator.rawHtml;

import j2html.tags.specialized.FigureTag;
import java.util.List;
import org.genhowto.miniature.page.PageFigures;
import org.genhowto.miniature.report.LineChart.Axis;
import org.genhowto.miniature.report.LineChart.Line;
import org.genhowto.miniature.report.LineChart.Point;
import org.genhowto.miniature.report.LineChart.Spacing;
import org.genhowto.networks.model.LossCurve;

/** How the loss of a training fell. */
final class LossChart {
  private LossChart() {}

  /**
   * Draws a chart.
   *
   * @param curve two points or more
   */
  static FigureTag figure(String name, List<LossCurve.Point> curve) {
    List<Point> points = curve.stream().map(p -> new Point(p.step(), p.loss())).toList();
    Point last = points.get(points.size() - 1);
    LineChart chart =
        new LineChart(
            "Loss of " + name,
            new Axis(0, last.x(), Spacing.DIFFERENCES, ""),
            losses(points),
            List.of(),
            List.of(new Line("one", points)),
            List.of());
    String note =
        "%d steps, loss %s at the end"
            .formatted((long) last.x(), MeasuredTables.number(last.y(), 4));
    return PageFigures.captioned(List.of(rawHtml(chart.svg())), List.of(name), note);
  }

  /** What falls by a factor is seen best where factors are equal; other losses may reach zero. */
  private static Axis losses(List<Point> points) {
    double least = points.stream().mapToDouble(Point::y).min().orElseThrow();
    double most = points.stream().mapToDouble(Point::y).max().orElseThrow();
    return least > 0 && most > 2 * least
        ? new Axis(least, most, Spacing.RATIOS, "")
        : new Axis(Math.min(0, least), Math.max(most, least + 1e-6), Spacing.DIFFERENCES, "");
  }
}
