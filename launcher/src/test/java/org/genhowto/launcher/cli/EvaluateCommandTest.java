package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of offline evaluation, with the miniature CLIP. */
class EvaluateCommandTest {
  private static final String CLIP = "--clip=../miniature/models/clip";

  @TempDir private Path folder;

  @Test
  void the_classifier_tells_red_from_blue() throws IOException {
    // Given
    Path list = results("genhowto", 0).resolve("manifest.tsv");
    Path json = folder.resolve("reports/classifier.json");
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "evaluate",
            "classifier",
            list.toString(),
            CLIP,
            "--c=1,100",
            "--runs=2",
            "--out=" + json);
    // Then
    assertThat(run.err()).contains("features 24/24").contains("written to");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("final-state").contains("1.000 ± 0.000");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/experiments/0/accuracy/mean").asDouble()).isEqualTo(1);
    assertThat(report.at("/grid/penalties/1").asDouble()).isEqualTo(100);
    assertThat(report.at("/runs").asInt()).isEqualTo(2);
  }

  @Test
  void tables_are_made_of_a_folder_of_results() throws IOException {
    results("genhowto", 0);
    results("genhowto", 1);
    Path json = folder.resolve("tables.json");

    CommandLineRun run =
        CommandLineRun.of(
            "evaluate",
            "tables",
            folder.resolve("results").toString(),
            CLIP,
            "--c=1",
            "--out=" + json);

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("measured run 2/2");
    assertThat(run.out()).contains("Table 2. ").contains("(N 12)").contains("not-measured");
    assertThat(new ObjectMapper().readTree(json.toFile()).at("/tables")).isNotEmpty();
  }

  @Test
  void a_folder_has_no_distance_to_itself() throws IOException {
    String images = results("genhowto", 0).toString();
    Path kept = folder.resolve("kept.npz");

    CommandLineRun run = CommandLineRun.of("evaluate", "frechet", images, images, CLIP);
    CommandLineRun save =
        CommandLineRun.of("evaluate", "frechet", "--a", images, "--save", kept.toString(), CLIP);
    CommandLineRun again =
        CommandLineRun.of(
            "evaluate", "frechet", "--a", kept.toString(), "--b", images, CLIP, "--json");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("FID 0.000000").contains("N 24 and 24");
    assertThat(save.code()).isZero();
    assertThat(save.err()).contains("written to");
    JsonNode report = new ObjectMapper().readTree(again.out());
    assertThat(report.at("/fid").asDouble()).isLessThan(1e-6);
    assertThat(report.at("/first").asInt()).isEqualTo(24);
    assertThat(report.at("/notes/0").asText()).contains("manifest.tsv");
  }

  @Test
  void bad_input_is_said_in_one_line_and_ends_with_two() throws IOException {
    Path list = Files.writeString(folder.resolve("list.tsv"), "image\tclass\na.png\t0\n");
    String images = results("genhowto", 0).toString();

    CommandLineRun broken = CommandLineRun.of("evaluate", "classifier", list.toString(), CLIP);
    CommandLineRun absent = CommandLineRun.of("evaluate", "tables", folder + "/none", CLIP);
    CommandLineRun nothing = CommandLineRun.of("evaluate");
    CommandLineRun noModel =
        CommandLineRun.of("evaluate", "frechet", images, images, "--clip=none");

    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("list.tsv, line 2: columns missing: [exposure, origin");
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.err()).contains("There is no folder of results at");
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(noModel.code()).isEqualTo(2);
    assertThat(noModel.err()).contains("There is no model folder at none");
  }

  @Test
  void features_of_files_are_classified_without_a_network() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "evaluate",
            "classifier",
            "--train=" + labelled("train.npz"),
            "--test=" + labelled("test.npz"),
            "--json",
            "--runs=2",
            "--clip=none");
    CommandLineRun text =
        CommandLineRun.of(
            "evaluate",
            "classifier",
            "--train=" + labelled("x.npy"),
            "--train-labels=" + labelled("y.npy"),
            "--train-videos=" + labelled("v.npy"),
            "--test=" + labelled("test.npz"),
            "--runs=2");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.at("/accuracy/values")).hasSize(2);
    assertThat(report.at("/tested").asInt()).isEqualTo(80);
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("2 runs, which differ in their validation videos")
        .contains("%.3f".formatted(report.at("/accuracy/mean").asDouble()));
  }

  @Test
  void distances_of_files_have_subsets_and_infinity_where_asked_for() throws IOException {
    String side = labelled("x.npy");

    CommandLineRun run =
        CommandLineRun.of(
            "evaluate", "frechet", side, side, "--json", "--kid-subsets=3", "--fid-infinity");
    CommandLineRun plain = CommandLineRun.of("evaluate", "frechet", side, side, "--json");
    CommandLineRun wrong = CommandLineRun.of("evaluate", "frechet", side, side, "--kid-subsets=0");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.at("/kidOfSubsets/method").asText())
        .isEqualTo("3 subsets of 120, seed 2020, deviation over subsets");
    assertThat(report.at("/fidInfinity/sizes").asInt()).isEqualTo(15);
    assertThat(new ObjectMapper().readTree(plain.out()).at("/kidOfSubsets").isNumber()).isFalse();
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("0 subsets of 1000 rows with the seed 2020, expected");
  }

  @Test
  void features_that_cannot_be_classified_end_with_two_and_a_line_for_each_fault() {
    CommandLineRun faults =
        CommandLineRun.of(
            "evaluate",
            "classifier",
            "--train=" + labelled("nan.npz"),
            "--test=" + labelled("fewer.npz"));
    CommandLineRun half =
        CommandLineRun.of("evaluate", "classifier", "--train=" + labelled("train.npz"));
    CommandLineRun both =
        CommandLineRun.of(
            "evaluate",
            "classifier",
            "list.tsv",
            "--train=" + labelled("train.npz"),
            "--test=" + labelled("test.npz"));
    CommandLineRun nothing = CommandLineRun.of("evaluate", "classifier");

    assertThat(faults.code()).isEqualTo(2);
    assertThat(faults.out()).isEmpty();
    assertThat(faults.err())
        .contains("nan.npz, array feats has NaN in row 0, column 2")
        .contains("fewer.npz: 120 rows of features with 119 labels")
        .doesNotContain("Exception");
    assertThat(List.of(half, both, nothing))
        .allSatisfy(
            run -> {
              assertThat(run.code()).isEqualTo(2);
              assertThat(run.err()).contains("measure what? Give lists of images, or --train and");
            });
  }

  private static String labelled(String name) {
    return "../evaluator/src/test/resources/org/genhowto/evaluator/files/labelled/" + name;
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "frechet", "tables"})
  void help_teaches(String command) {
    CommandLineRun run = CommandLineRun.of("evaluate", command, "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--inception").contains("--out");
    assertThat(run.err()).isEmpty();
  }

  /** One category: initial states are red, targets blue. */
  private Path results(String method, int seed) throws IOException {
    Path run =
        Files.createDirectories(
            folder.resolve("results").resolve(method).resolve(String.valueOf(seed)));
    List<String> rows = new ArrayList<>();
    rows.add("image\tclass\tvideo\ttarget\tsplit\torigin\texposure");
    for (int i = 0; i < 24; i++) {
      int label = i % 2;
      boolean train = i < 12;
      String name = i + ".png";
      Files.write(run.resolve(name), Images.png(plain(label == 0 ? 0 : 2, 200 + i + seed)));
      rows.add(
          String.join(
              "\t",
              name,
              "" + label,
              "v" + i / 2,
              "final-state",
              train ? "train" : "test",
              train && label == 1 ? "generated" : "real",
              "unseen"));
    }
    Files.write(run.resolve("manifest.tsv"), rows);
    return run;
  }

  private static RgbImage plain(int channel, int colour) {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = channel; i < rgb.length; i += 3) {
      rgb[i] = (byte) (colour + i % 17);
    }
    return new RgbImage(64, 64, rgb);
  }
}
