package org.genhowto.miniature.report;

import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static org.genhowto.miniature.page.PageTables.row;

import j2html.tags.DomContent;
import j2html.tags.specialized.FigureTag;
import j2html.tags.specialized.TrTag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.miniature.page.Page;
import org.genhowto.miniature.page.Page.Section;
import org.genhowto.miniature.page.PageFigures;
import org.genhowto.miniature.page.PageTables;
import org.genhowto.miniature.registration.RegisteredTest;
import org.genhowto.miniature.report.Figure.Strip;

/**
 * The report as one page that needs nothing else.
 *
 * @param studio has drawn the figures
 * @param curves of the localizer
 */
record ReportPage(
    ReportContent content, List<Figure> figures, FigureRenderer studio, List<FigureTag> curves) {
  private static final int CHART_WIDTH = 380;

  String html() throws IOException {
    MeasuredTables tables = new MeasuredTables(content.measurements());
    List<Section> sections = new ArrayList<>();
    sections.add(tables.paper());
    sections.add(tables.orders());
    sections.add(tables.judgement());
    for (Figure figure : figures) {
      sections.add(figure(figure));
    }
    sections.add(localizer());
    sections.add(
        Section.of(
            "The mined triplets",
            p("What GenHowTo was trained on."),
            pre(content.triplets().text())));
    sections.add(tables.networks());
    sections.add(training());
    sections.add(settings(tables));
    RegisteredTest registration = content.registration();
    if (registration != null) {
      sections.add(looks(registration));
    }
    return new Page("GenHowTo in miniature", introduction(), sections).html();
  }

  private List<DomContent> introduction() {
    return List.of(
        p(
            "This is the miniature: a synthetic world of 64-pixel pictures with known truth, and"
                + " small networks of a few million parameters, all trained from scratch in Java on"
                + " two processor cores. No published weights and no published data are in it. It"
                + " shows that the method works and that its code is right; its numbers are not"
                + " those of the paper and cannot be compared with them."),
        p(
            "A localizer that never saw a label finds initial state, action and final state in"
                + " instructional videos; a captioner describes them; GenHowTo learns from these"
                + " triplets to turn an initial picture and a prompt into the action or the final"
                + " state. Truth is used for measuring and showing only."),
        p(
            "Scale: %s. Every picture below is of a scene or a video that nothing was trained on."
                .formatted(content.measurements().scale().name())));
  }

  private Section figure(Figure figure) throws IOException {
    Map<String, List<FigureTag>> groups = new LinkedHashMap<>();
    for (Strip strip : figure.strips()) {
      groups.computeIfAbsent(strip.group(), name -> new ArrayList<>()).add(strip(strip));
    }
    List<DomContent> content = new ArrayList<>(List.of(p(figure.text())));
    groups.forEach(
        (name, strips) -> {
          if (!name.isEmpty()) {
            content.add(h3(name));
          }
          content.add(PageFigures.cards(figure.width(), strips));
        });
    return new Section(figure.title(), content);
  }

  private FigureTag strip(Strip strip) throws IOException {
    List<DomContent> pictures = new ArrayList<>();
    for (Figure.Panel panel : strip.panels()) {
      pictures.add(PageFigures.picture("image/png", studio.png(panel.shown()), panel.label()));
    }
    return PageFigures.captioned(
        List.of(PageFigures.row(pictures)), strip.captions(), strip.note());
  }

  private Section localizer() {
    LocalizerTables tables = new LocalizerTables(content.localizer());
    return Section.of(
        "The localizer",
        p(
            ("Measured against the truth of %d videos that nothing was trained on. sp and ap: the"
                    + " state frames and the action frame show what they should, each chosen by its"
                    + " own score; jsp and jap: the same, chosen together and in order; accuracy:"
                    + " initial and final state told apart.")
                .formatted(content.localizer().videos())),
        tables.runs(),
        h3("Triplets kept for training"),
        tables.kept(),
        h3("Mean of the runs, by category"),
        tables.categories(),
        h3("Scores over the seconds of some videos"),
        p(
            "A line is a run: initial state (top), action, final state (bottom). The shaded seconds"
                + " are the truth, which the localizer never saw. The dashed line is the frame that"
                + " the mean of the runs chooses under the ordering constraint; these frames are"
                + " shown below. In the last video nothing happens, so whatever is chosen there is"
                + " wrong and should come with little confidence."),
        PageFigures.cards(CHART_WIDTH, curves));
  }

  private Section training() {
    List<FigureTag> charts = new ArrayList<>();
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
    List<TrTag> costs = new ArrayList<>();
    content
        .times()
        .training()
        .forEach(
            (stage, cost) ->
                costs.add(
                    row(
                        stage,
                        MeasuredTables.number(cost.seconds() / 60, 1),
                        Long.toString(cost.peakMegabytes()))));
    return Section.of(
        "Training",
        p("Losses by step; both axes of each chart are its own."),
        PageFigures.cards(CHART_WIDTH, charts),
        PageTables.numbers(List.of("stage", "minutes", "peak memory, MB"), costs));
  }

  /** Every look at test scenes there has been. */
  private static Section looks(RegisteredTest registration) {
    List<TrTag> rows =
        registration.looks().stream()
            .map(
                look ->
                    row(
                        Integer.toString(look.number()),
                        look.time(),
                        look.registration(),
                        look.models()))
            .toList();
    return Section.of(
        "Looks at the test scenes",
        p(
            "The test scenes follow from the registration '%s', SHA-256 %s."
                .formatted(registration.name(), registration.sha256())),
        PageTables.words(List.of("look", "time", "registration", "models"), rows));
  }

  private Section settings(MeasuredTables tables) {
    List<TrTag> times = new ArrayList<>();
    content
        .times()
        .report()
        .forEach((part, seconds) -> times.add(row(part, MeasuredTables.number(seconds, 1))));
    List<TrTag> weights = new ArrayList<>();
    content.weights().forEach((file, hash) -> weights.add(row(file, hash)));
    List<DomContent> settings = new ArrayList<>(tables.settings());
    settings.add(PageTables.numbers(List.of("part of this report", "seconds"), times));
    settings.add(PageTables.words(List.of("weights", "SHA-256"), weights));
    return new Section("Settings, times and weights", settings);
  }
}
