package org.genhowto.miniature.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.genhowto.miniature.report.LineChart.Axis;
import org.genhowto.miniature.report.LineChart.Band;
import org.genhowto.miniature.report.LineChart.Line;
import org.genhowto.miniature.report.LineChart.Mark;
import org.genhowto.miniature.report.LineChart.Point;
import org.genhowto.miniature.report.LineChart.Spacing;
import org.junit.jupiter.api.Test;

class LineChartTest {
  private static final Axis SECONDS = new Axis(0, 40, Spacing.DIFFERENCES, "s");
  private static final Axis SCORES = new Axis(0, 1, Spacing.DIFFERENCES, "");

  @Test
  void the_line_goes_from_corner_to_corner() {
    String svg = chart(new Point(0, 0), new Point(40, 1)).svg();

    assertThat(svg).contains("<path class=\"one\" d=\"M42.0 130.0 L552.0 8.0\"/>");
  }

  @Test
  void bands_and_marks_lie_at_their_places() {
    String svg = chart(new Point(0, 0)).svg();

    assertThat(svg)
        .contains("<rect class=\"band two\" x=\"169.5\" y=\"8\" width=\"127.5\" height=\"122\"/>")
        .contains("<line class=\"mark three\" x1=\"297.0\" x2=\"297.0\" y1=\"8\" y2=\"130\"/>");
  }

  @Test
  void ticks_are_round_numbers() {
    assertThat(SECONDS.ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0);
    assertThat(SCORES.ticks()).hasSize(6).endsWith(1.0);
    assertThat(new Axis(0.03, 3, Spacing.RATIOS, "").ticks())
        .containsExactly(0.05, 0.1, 0.2, 0.5, 1.0, 2.0);
  }

  @Test
  void equal_ratios_have_equal_distances() {
    Axis losses = new Axis(0.01, 1, Spacing.RATIOS, "");

    assertThat(losses.share(0.1)).isEqualTo(0.5);
    assertThat(losses.share(0.001)).isZero();
  }

  private static LineChart chart(Point... points) {
    return new LineChart(
        "chart",
        SECONDS,
        SCORES,
        List.of(new Band("two", 10, 20)),
        List.of(new Line("one", List.of(points))),
        List.of(new Mark("three", 20)));
  }
}
