package org.genhowto.miniature.report;

import static j2html.TagCreator.rawHtml;

import j2html.tags.DomContent;
import j2html.tags.specialized.FigureTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.miniature.page.PageFigures;
import org.genhowto.miniature.report.LineChart.Axis;
import org.genhowto.miniature.report.LineChart.Band;
import org.genhowto.miniature.report.LineChart.Line;
import org.genhowto.miniature.report.LineChart.Mark;
import org.genhowto.miniature.report.LineChart.Point;
import org.genhowto.miniature.report.LineChart.Spacing;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.frames.FrameTriplet;

/** Draws a {@link LocalizerCurve}: a chart for each of the three scores, and the chosen frames. */
final class LocalizerFigure {
  private static final int SIDE = 96;

  private static final List<Score> SCORES =
      List.of(
          new Score(Phase.INITIAL, "one", FrameScores::initial, FrameTriplet::initial),
          new Score(Phase.ACTION, "two", FrameScores::action, FrameTriplet::action),
          new Score(Phase.FINAL, "three", FrameScores::finalState, FrameTriplet::finalState));

  private LocalizerFigure() {}

  /** One of the three scores. */
  private record Score(
      Phase phase, String look, BiFunction<FrameScores, Integer, Float> value, Chosen chosen) {}

  /** The frame of a choice that shows a phase. */
  @FunctionalInterface
  private interface Chosen {
    int frame(FrameTriplet moments);
  }

  static FigureTag of(LocalizerCurve curve, World world) {
    List<DomContent> content = new ArrayList<>();
    List<DomContent> pictures = new ArrayList<>();
    for (Score score : SCORES) {
      content.add(rawHtml(chart(curve, score).svg()));
      curve.choice().ifPresent(choice -> pictures.add(picture(curve, score, choice)));
    }
    if (!pictures.isEmpty()) {
      content.add(PageFigures.row(pictures));
    }
    Category category = curve.video().category();
    return PageFigures.captioned(
        content,
        List.of(category.word() + (world.heldOut(category) ? " (held out from GenHowTo)" : "")),
        note(curve));
  }

  private static LineChart chart(LocalizerCurve curve, Score score) {
    int seconds = curve.video().seconds();
    List<Line> lines =
        curve.runs().stream()
            .map(
                run ->
                    new Line(
                        score.look(),
                        IntStream.range(0, seconds)
                            .mapToObj(t -> new Point(t + 0.5, score.value().apply(run, t)))
                            .toList()))
            .toList();
    List<Mark> marks =
        curve.choice().stream()
            .map(choice -> score.chosen().frame(choice.moments()) + 0.5)
            .map(second -> new Mark(score.look(), second))
            .toList();
    return new LineChart(
        "Scores of " + score.phase() + " over the seconds of " + curve.video().id(),
        new Axis(0, seconds, Spacing.DIFFERENCES, "s"),
        new Axis(0, 1, Spacing.DIFFERENCES, ""),
        bands(curve, score),
        lines,
        marks);
  }

  private static List<Band> bands(LocalizerCurve curve, Score score) {
    int[] labels = curve.video().labels();
    return IntStream.range(0, labels.length)
        .filter(second -> labels[second] == score.phase().label())
        .mapToObj(second -> new Band(score.look(), second, second + 1.0))
        .toList();
  }

  private static DomContent picture(LocalizerCurve curve, Score score, ScoredTriplet choice) {
    int second = score.chosen().frame(choice.moments());
    RgbImage frame =
        curve.frames().get(second).centreSquare().resize(SIDE, SIDE, Resampling.BICUBIC);
    boolean right = curve.video().labels()[second] == score.phase().label();
    String label =
        "%s, second %d: %s"
            .formatted(
                score.phase().name().toLowerCase(Locale.ROOT), second, right ? "right" : "wrong");
    return PageFigures.picture("image/png", Images.png(frame), label);
  }

  private static String note(LocalizerCurve curve) {
    String alone =
        String.join(
            ", ",
            curve.choices().stream()
                .map(ScoredTriplet::moments)
                .map(m -> m.initial() + "-" + m.action() + "-" + m.finalState())
                .toList());
    return String.format(
        Locale.ROOT,
        "%s; confidence %.2f (geometric mean); the runs alone choose seconds %s",
        curve.video().id(),
        curve.choice().map(ScoredTriplet::geometricMean).orElse(Double.NaN),
        alone);
  }
}
