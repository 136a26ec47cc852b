package org.genhowto.miniature.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.dataset.report.DatasetReport;
import org.genhowto.evaluator.protocol.PaperTable;
import org.genhowto.evaluator.protocol.TableOrder;
import org.genhowto.evaluator.protocol.TablesReport;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;
import org.genhowto.miniature.evaluation.LocalizerQuality;
import org.genhowto.miniature.evaluation.Measurements;
import org.genhowto.miniature.evaluation.NetworkQuality;
import org.genhowto.miniature.evaluation.TruthReport;
import org.genhowto.miniature.registration.RegisteredTest;
import org.genhowto.miniature.report.Figure.Panel;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.miniature.training.StageReport;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.LossCurve;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  @TempDir Path folder;

  private final Figure figure =
      new Figure(
          "grid",
          "A grid",
          "Words about it",
          100,
          List.of(
              new Strip(
                  "apple",
                  List.of(
                      new Panel("initial", new FigureImage.Given(new RgbImage(1, 1, new byte[3])))),
                  List.of("a prompt"),
                  "scene 1")));
  private String page = "";
  private JsonNode json = new ObjectMapper().nullNode();

  @BeforeEach
  void write() throws IOException {
    FigureRenderer studio = new FigureRenderer(folder, line -> {});
    ReportContent content = content(List.of(FigureEntry.of(figure, studio)));
    page = new ReportPage(content, List.of(figure), studio, List.of()).html();
    json = new ObjectMapper().valueToTree(content);
  }

  @Test
  void tables_show_means_intervals_and_numbers_of_pictures() {
    assertThat(page)
        .contains("<th scope=\"col\">final-state, seen, N 50</th>")
        .contains("<tr class=\"first\"><td>genhowto</td><td>0.912 ± 0.034</td></tr>")
        .contains("<tr><td>sdedit</td><td>0.500</td></tr>")
        .contains("<td>~ means only</td>");
  }

  @Test
  void judgements_have_a_column_for_each_group_and_category() {
    assertThat(page)
        .contains("<th scope=\"col\">unseen (N 5)</th><th scope=\"col\">mug</th>")
        .contains("<td>genhowto</td><td>0.75</td><td>0.25</td>");
  }

  @Test
  void figures_stand_below_their_groups_with_their_words() {
    assertThat(page.substring(page.indexOf("A grid</h2>")))
        .contains("<p>Words about it</p>", "<h3>apple</h3>", "a prompt", "<span>initial</span>");
  }

  @Test
  void the_page_says_what_it_is_and_needs_nothing_else() {
    assertThat(page).contains("This is the miniature", "No published weights");
    assertThat(page).doesNotContain("http", "<link", "<script", "url(", "@import");
  }

  @Test
  void costs_are_in_one_place_of_the_json() {
    JsonNode times = json.get("times");

    assertThat(times.at("/training/vae/seconds").asDouble()).isEqualTo(120);
    assertThat(times.at("/report/figures").asDouble()).isEqualTo(7);
    assertThat(json.findValues("seconds")).hasSize(1);
    assertThat(json.at("/figures/0/pictures/0/sha256").asText()).hasSize(64);
  }

  private static ReportContent content(List<FigureEntry> figures) throws IOException {
    Precision precision = new Precision(0.9, 0.8, 0.7, 0.6, 0.5);
    LocalizerQuality.Kept kept = new LocalizerQuality.Kept(3, 1);
    return new ReportContent(
        measurements(),
        new LocalizerQuality(
            4,
            List.of(precision),
            precision,
            precision,
            Map.of("mug", precision),
            List.of(kept),
            kept),
        DatasetReport.of(List.of(), Map.of(), (read, of) -> {}),
        figures,
        List.of(
            new ReportContent.Trained(
                "vae",
                Map.of("loss", List.of(new LossCurve.Point(50, 2), new LossCurve.Point(100, 0.5))),
                Map.of("weights", "hash"))),
        new TreeMap<>(Map.of("models/vae", "hash")),
        new RegisteredTest(
            "trial",
            "abcdef",
            List.of(new RegisteredTest.Look(1, "2027-01-01T00:00:00Z", "abcdef", "weights"))),
        new ReportContent.Times(
            Map.of("vae", new StageReport.Cost(120, 900)), Map.of("figures", 7.0)));
  }

  private static Measurements measurements() {
    Map<String, PaperTable.Cell> ours =
        Map.of("final-state, seen", new PaperTable.Cell(0.9123, 0.034, 3, 50));
    Map<String, PaperTable.Cell> theirs =
        Map.of("final-state, seen", new PaperTable.Cell(0.5, null, 1, 50));
    PaperTable table =
        new PaperTable(
            "Table 2",
            "Accuracy",
            List.of(new PaperTable.Row("genhowto", ours), new PaperTable.Row("sdedit", theirs)));
    TableOrder order = new TableOrder("GenHowTo first", TableOrder.Verdict.MEANS_ONLY, "0.9; 0.5");
    return new Measurements(
        Scale.smoke(),
        List.of(1L, 2L),
        List.of(),
        Map.of("mug", 2),
        new TablesReport(
            "mean", ClassifierGrid.published(), List.of(table), List.of(order), List.of()),
        new TruthReport("all of it", List.of(row(null, 0.75), row("mug", 0.25))),
        new NetworkQuality(
            8,
            new NetworkQuality.Reading(0.9, 0.8),
            new NetworkQuality.Reading(0.95, 0.9),
            new NetworkQuality.Reconstruction(5, 28),
            new NetworkQuality.Words(0.9, 0.9, 0.9)));
  }

  private static TruthReport.Row row(@Nullable String category, double value) {
    Estimate estimate = Estimate.of(List.of(value));
    return new TruthReport.Row(
        "genhowto",
        "action",
        "unseen",
        category,
        5,
        estimate,
        estimate,
        estimate,
        estimate,
        estimate);
  }
}
