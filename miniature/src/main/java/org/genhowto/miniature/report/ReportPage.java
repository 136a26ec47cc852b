package org.genhowto.miniature.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.runtime.page.HtmlFigure;
import org.genhowto.runtime.page.HtmlFigure.Picture;
import org.genhowto.runtime.page.HtmlPage;
import org.genhowto.runtime.page.HtmlTable;

/**
 * The report as one page that needs nothing else.
 *
 * @param studio has drawn the figures
 * @param curves of the localizer
 */
record ReportPage(
    ReportContent content, List<Figure> figures, FigureRenderer studio, List<HtmlFigure> curves) {
  private static final int CHART_WIDTH = 380;

  String html() throws IOException {
    HtmlPage page = new HtmlPage("GenHowTo in miniature");
    introduction(page);
    MeasuredTables tables = new MeasuredTables(content.measurements());
    tables.paper(page);
    tables.orders(page);
    tables.judgement(page);
    for (Figure figure : figures) {
      figure(page, figure);
    }
    localizer(page);
    triplets(page);
    tables.networks(page);
    training(page);
    settings(page, tables);
    return page.html();
  }

  private void introduction(HtmlPage page) {
    page.text(
            "This is the miniature: a synthetic world of 64-pixel pictures with known truth, and"
                + " small networks of a few million parameters, all trained from scratch in Java on"
                + " two processor cores. No published weights and no published data are in it. It"
                + " shows that the method works and that its code is right; its numbers are not"
                + " those of the paper and cannot be compared with them.")
        .text(
            "A localizer that never saw a label finds initial state, action and final state in"
                + " instructional videos; a captioner describes them; GenHowTo learns from these"
                + " triplets to turn an initial picture and a prompt into the action or the final"
                + " state. Truth is used for measuring and showing only.")
        .text(
            "Scale: %s. Every picture below is of a scene or a video that nothing was trained on."
                .formatted(content.measurements().scale().name()));
  }

  private void figure(HtmlPage page, Figure figure) throws IOException {
    page.section(figure.title()).text(figure.text());
    Map<String, List<HtmlFigure>> groups = new LinkedHashMap<>();
    for (Strip strip : figure.strips()) {
      groups.computeIfAbsent(strip.group(), name -> new ArrayList<>()).add(strip(strip));
    }
    groups.forEach(
        (name, strips) -> {
          if (!name.isEmpty()) {
            page.subsection(name);
          }
          page.figures(figure.width(), strips);
        });
  }

  private HtmlFigure strip(Strip strip) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (Figure.Panel panel : strip.panels()) {
      pictures.add(new Picture("image/png", studio.png(panel.shown()), panel.label()));
    }
    return HtmlFigure.of(pictures, strip.captions(), strip.note());
  }

  private void localizer(HtmlPage page) {
    LocalizerTables tables = new LocalizerTables(content.localizer());
    page.section("The localizer")
        .text(
            ("Measured against the truth of %d videos that nothing was trained on. sp and ap: the"
                    + " state frames and the action frame show what they should, each chosen by its"
                    + " own score; jsp and jap: the same, chosen together and in order; accuracy:"
                    + " initial and final state told apart.")
                .formatted(content.localizer().videos()))
        .table(tables.runs())
        .subsection("Triplets kept for training")
        .table(tables.kept())
        .subsection("Mean of the runs, by category")
        .table(tables.categories())
        .subsection("Scores over the seconds of some videos")
        .text(
            "A line is a run: initial state (top), action, final state (bottom). The shaded seconds"
                + " are the truth, which the localizer never saw. The dashed line is the frame that"
                + " the mean of the runs chooses under the ordering constraint; these frames are"
                + " shown below. In the last video nothing happens, so whatever is chosen there is"
                + " wrong and should come with little confidence.")
        .figures(CHART_WIDTH, curves);
  }

  private void triplets(HtmlPage page) {
    page.section("The mined triplets")
        .text("What GenHowTo was trained on.")
        .preformatted(content.triplets().text());
  }

  private void training(HtmlPage page) {
    List<HtmlFigure> charts = new ArrayList<>();
    for (ReportContent.Trained stage : content.training()) {
      stage
          .losses()
          .forEach(
              (name, curve) -> {
                if (curve.size() > 1) {
                  charts.add(
                      LossChart.figure(
                          name.equals("loss") ? stage.stage() : stage.stage() + ", " + name,
                          curve));
                }
              });
    }
    HtmlTable costs = new HtmlTable(HtmlTable.Kind.NUMBERS, "stage", "minutes", "peak memory, MB");
    content
        .times()
        .training()
        .forEach(
            (stage, cost) ->
                costs.row(
                    stage,
                    MeasuredTables.number(cost.seconds() / 60, 1),
                    Long.toString(cost.peakMegabytes())));
    page.section("Training")
        .text("Losses by step; both axes of each chart are its own.")
        .figures(CHART_WIDTH, charts)
        .table(costs);
  }

  private void settings(HtmlPage page, MeasuredTables tables) {
    page.section("Settings, times and weights");
    tables.settings(page);
    HtmlTable times = new HtmlTable(HtmlTable.Kind.NUMBERS, "part of this report", "seconds");
    content
        .times()
        .report()
        .forEach((part, seconds) -> times.row(part, MeasuredTables.number(seconds, 1)));
    page.table(times);
    HtmlTable weights = new HtmlTable(HtmlTable.Kind.WORDS, "weights", "SHA-256");
    content.weights().forEach((file, hash) -> weights.row(file, hash));
    page.table(weights);
  }
}
