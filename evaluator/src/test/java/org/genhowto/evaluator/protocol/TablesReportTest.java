package org.genhowto.evaluator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.evaluator.features.NumbersAsImages;
import org.genhowto.evaluator.protocol.TableOrder.Verdict;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesReportTest {
  private static final ClassifierGrid GRID = new ClassifierGrid(List.of(100.0), List.of(100));
  private static final int VIDEOS = 12;

  @TempDir private Path results;

  /** A run whose target images show so much of the state, 1 being the truth. */
  private void run(String method, int seed, double state) throws IOException {
    Path folder = results.resolve(method).resolve(String.valueOf(seed));
    List<String> rows = new ArrayList<>();
    rows.add("image\tclass\tvideo\ttarget\tsplit\torigin\texposure");
    for (int video = 0; video < VIDEOS; video++) {
      double shake = 0.02 * ((video + seed) % 3);
      for (int category = 0; category < 2; category++) {
        String initial = "../../_real/initial-%d-%d.png".formatted(category, video);
        String target = "../../_real/target-%d-%d.png".formatted(category, video);
        String made = "made-%d-%d.png".formatted(category, video);
        NumbersAsImages.write(folder.resolve(initial).normalize(), category, 0.01 * video);
        NumbersAsImages.write(folder.resolve(target).normalize(), category, 1 - 0.01 * video);
        NumbersAsImages.write(folder.resolve(made), category, state - 0.01 * video + shake);
        String video1 = "train" + video;
        rows.add(row(initial, category, video1, "train", "real"));
        rows.add(row(made, 2 + category, video1, "train", "generated"));
        rows.add(row(initial, category, "test" + video, "test", "real"));
        rows.add(row(target, 2 + category, "test" + video, "test", "real"));
        rows.add(row(made, 2 + category, "test" + video, "test", "generated"));
      }
    }
    Files.write(folder.resolve("manifest.tsv"), rows);
  }

  private static String row(String image, int label, String video, String split, String origin) {
    return String.join("\t", image, "" + label, video, "final-state", split, origin, "unseen");
  }

  @Test
  void tables_have_means_intervals_and_numbers_of_images() throws IOException {
    // Given
    for (int seed = 0; seed < 3; seed++) {
      run("genhowto", seed, 1);
      run("text-only", seed, 0.1);
      run("initial-images", seed, 0);
    }
    // When
    TablesReport report = report();
    // Then
    assertThat(report.tables())
        .extracting(PaperTable::name)
        .containsExactly("Table 1", "Table 2", "Table 3");
    PaperTable.Cell accuracy = cell(report, "Table 2", "genhowto", "final-state, unseen");
    assertThat(accuracy.mean()).isEqualTo(1);
    assertThat(accuracy.n()).isEqualTo(4 * VIDEOS);
    assertThat(accuracy.runs()).isEqualTo(3);
    PaperTable.Cell fid = cell(report, "Table 3", "text-only", "FID final-state, unseen");
    assertThat(fid.n()).isEqualTo(2 * VIDEOS);
    assertThat(fid.mean()).isGreaterThan(.5);
    assertThat(fid.halfWidth()).isPositive();
    assertThat(report.text()).contains("(N 48)").contains("Table 3. Distance");
  }

  @Test
  void orders_that_come_out_and_orders_that_do_not_are_both_reported() throws IOException {
    // Given
    for (int seed = 0; seed < 3; seed++) {
      run("genhowto", seed, 0.5);
      run("genhowto-joint", seed, 1);
      run("text-only", seed, 1);
      run("initial-images", seed, 0);
    }
    // When
    TablesReport report = report();
    // Then
    assertThat(order(report, "Table 3: GenHowTo has the lowest FID, final-state of unseen"))
        .isEqualTo(Verdict.FAILS);
    assertThat(order(report, "Table 3: GenHowTo has a lower FID than the initial images, final"))
        .isEqualTo(Verdict.CLEAR);
    assertThat(order(report, "Table 2: real images reach 0.95, final-state of unseen"))
        .isEqualTo(Verdict.NOT_MEASURED);
    assertThat(order(report, "Table 2: GenHowTo above every baseline, action of seen"))
        .isEqualTo(Verdict.NOT_MEASURED);
  }

  @Test
  void a_single_run_shows_an_order_of_means_only() throws IOException {
    run("genhowto", 0, 1);
    run("initial-images", 0, 0);

    assertThat(order(report(), "Table 3: GenHowTo has a lower FID than the initial images, final"))
        .isEqualTo(Verdict.MEANS_ONLY);
  }

  @Test
  void the_report_becomes_json() throws IOException {
    run("genhowto", 0, 1);
    run("initial-images", 0, 0);

    JsonNode json = new ObjectMapper().valueToTree(report());

    assertThat(json.at("/tables/0/rows/0/cells/final-state, unseen/n").asInt()).isEqualTo(48);
    assertThat(json.at("/orders/0/verdict").asText()).isEqualTo("not-measured");
    assertThat(json.at("/methods/0/experiments/0/accuracy/values")).hasSize(1);
    assertThat(json.at("/methods/0/seeds/0").asText()).isEqualTo("0");
  }

  @Test
  void a_folder_that_is_not_laid_out_so_is_refused() throws IOException {
    assertThatThrownBy(this::report).hasMessageContaining("holds no METHOD/SEED folders");
    Files.createDirectories(results.resolve("genhowto/0"));
    assertThatThrownBy(this::report)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no list of images, expected one of [manifest.tsv");
  }

  private TablesReport report() {
    return TablesReport.of(
        results, new NumbersAsImages(), GRID, (images, of) -> {}, (runs, of) -> {});
  }

  private static PaperTable.Cell cell(
      TablesReport report, String table, String method, String column) {
    return report.tables().stream()
        .filter(t -> t.name().equals(table))
        .flatMap(t -> t.rows().stream())
        .filter(row -> row.method().equals(method))
        .map(row -> row.cells().get(column))
        .findFirst()
        .orElseThrow();
  }

  private static Verdict order(TablesReport report, String claim) {
    return report.orders().stream()
        .filter(order -> order.claim().startsWith(claim))
        .map(TableOrder::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_fault_of_every_list_is_said_before_anything_is_measured() throws IOException {
    // Given
    run("genhowto", 0, 1);
    run("genhowto", 1, 1);
    run("text-only", 0, 0.1);
    Path second = results.resolve("genhowto/1/manifest.tsv");
    List<String> rows = new ArrayList<>(Files.readAllLines(second));
    rows.set(2, rows.get(2).replace("\ttrain\t", "\ttrian\t"));
    rows.set(7, rows.get(7).replace(".png", ".pgn"));
    Files.write(second, rows);
    Path third = results.resolve("text-only/0/manifest.tsv");
    List<String> fewer =
        Files.readAllLines(third).stream().filter(line -> !line.contains("\t3\t")).toList();
    Files.write(third, fewer);
    List<String> told = new ArrayList<>();
    // When, then
    assertThatThrownBy(
            () ->
                TablesReport.of(
                    results,
                    new NumbersAsImages(),
                    GRID,
                    (done, of) -> told.add("looked"),
                    (done, of) -> told.add("measured")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(second + ", line 3: split is 'trian', expected one of train, test")
        .hasMessageContaining(second + ", line 8: there is no image at")
        .hasMessageContaining(third + ", final-state of unseen categories: ");
    assertThat(told).isEmpty();
  }
}
