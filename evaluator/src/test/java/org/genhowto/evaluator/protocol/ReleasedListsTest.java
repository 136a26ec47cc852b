package org.genhowto.evaluator.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.genhowto.evaluator.features.NumbersAsImages;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists are of the form of those at github.com/soCzech/GenHowTo, evaluation/data. */
class ReleasedListsTest {
  private static final String HEADER =
      "VID_ID,DS_CAT,DS_CAT_NAME,FRAME_S1,FRAME_S2,FRAME_AC,SCORE,FRAME_S2_PROMPT,FILENAME";
  private static final ClassifierGrid GRID = new ClassifierGrid(List.of(1.0), List.of(100));
  private static final int VIDEOS = 6;

  @TempDir private Path results;

  private Path heldOut;
  private Path test;

  /** Final states of two categories; the method makes what the frames of the targets show. */
  @BeforeEach
  void lists() throws IOException {
    List<String> learned = new ArrayList<>(List.of(HEADER));
    List<String> asked = new ArrayList<>(List.of(HEADER));
    List<String> manifest = new ArrayList<>();
    manifest.add("image\tclass\tvideo\ttarget\tsplit\torigin\texposure");
    for (int i = 0; i < 2 * VIDEOS; i++) {
      int category = i % 2;
      String name = "results%d/states_%d/0%d_-v%d.jpg".formatted(i, category, 900 + i, i);
      String other = "states_%d.results.0%d_-t%d.jpg".formatted(category, 900 + i, i);
      learned.add(row("-v" + i, category, name));
      asked.add(row("-t" + i, category, other));
      double shake = 0.3 * (i % 5);
      frames("-v" + i, category, shake);
      frames("-t" + i, category, -shake);
      NumbersAsImages.write(made("states.heldout", name), category, .5 + shake);
      NumbersAsImages.write(made("states.test", other), category, .6 + shake);
      manifest.add(image("../../_released/frames/-v" + i + "/23.jpg", category, "-v" + i, true));
      manifest.add(
          made("../../released/0/states.heldout/" + name, 2 + category, "-v" + i, "train"));
      manifest.add(image("../../_released/frames/-t" + i + "/23.jpg", category, "-t" + i, false));
      manifest.add(
          image("../../_released/frames/-t" + i + "/64.jpg", 2 + category, "-t" + i, false));
      manifest.add(made("../../released/0/states.test/" + other, 2 + category, "-t" + i, "test"));
    }
    heldOut = write("states.heldout.txt", learned);
    test = write("states.test.txt", asked);
    Path list = results.resolve("listed/0/manifest.tsv");
    Files.createDirectories(list.getParent());
    Files.write(list, manifest);
  }

  @Test
  void released_lists_give_the_numbers_of_a_list_of_the_same_images() {
    List<EvaluatedMethod> methods = measured();

    assertThat(methods).extracting(EvaluatedMethod::name).containsExactly("listed", "released");
    ExperimentSummary summary = methods.get(1).experiments().get(0);
    assertThat(summary).isEqualTo(methods.get(0).experiments().get(0));
    assertThat(summary.target()).isEqualTo("final-state");
    assertThat(summary.exposure()).isEqualTo("unseen");
    assertThat(summary.classes()).isEqualTo(4);
    assertThat(summary.trained()).isEqualTo(4 * VIDEOS);
    assertThat(summary.tested()).isEqualTo(4 * VIDEOS);
    assertThat(summary.generated()).isEqualTo(2 * VIDEOS);
    assertThat(summary.fid()).isNotNull();
  }

  @Test
  void bounds_of_what_can_be_reached_are_made_of_frames() throws IOException {
    Files.createDirectories(results.resolve("real-images/0"));
    Files.createDirectories(results.resolve("initial-images/0"));

    List<EvaluatedMethod> methods = measured();

    EvaluatedMethod real = named(methods, "real-images");
    assertThat(requireNonNull(real.experiments().get(0).fid()).mean()).isLessThan(1e-6);
    EvaluatedMethod initial = named(methods, "initial-images");
    assertThat(requireNonNull(initial.experiments().get(0).fid()).mean()).isGreaterThan(.5);
  }

  @Test
  void the_form_of_the_table_is_of_no_matter() throws IOException {
    List<EvaluatedMethod> before = measured();

    change(heldOut, text -> "\uFEFF" + text.replace("\n", "\r\n") + "\r\n \r\n");
    change(test, text -> text.replace(",23,64,42,", ",23.0,64.0,42.0,"));
    List<String> swapped = new ArrayList<>();
    for (String line : Files.readAllLines(test)) {
      List<String> cells = CsvLine.cells(line);
      swapped.add(
          cells.get(8) + ",\"" + cells.get(0) + "\"," + String.join(",", cells.subList(1, 7)));
    }
    Files.delete(test);
    Files.write(test.resolveSibling("states.test.csv"), swapped);

    assertThat(measured()).isEqualTo(before);
  }

  @Test
  void an_image_may_be_kept_in_another_format() throws IOException {
    Path made = made("states.test", "states_0.results.0900_-t0.jpg");
    Files.move(made, made.resolveSibling("states_0.results.0900_-t0.png"));
    Files.delete(results.resolve("listed/0/manifest.tsv"));
    Files.delete(results.resolve("listed/0"));

    assertThat(measured()).hasSize(1);
  }

  @Test
  void every_image_that_is_not_there_is_named_with_its_line() throws IOException {
    Files.delete(results.resolve("_released/frames/-t1/64.jpg"));
    Files.delete(made("states.heldout", "results2/states_0/0902_-v2.jpg"));
    Files.delete(results.resolve("listed/0/manifest.tsv"));

    assertThatThrownBy(this::measured)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("states.test.txt, line 3: there is no frame of second 64 at ")
        .hasMessageContaining("states.heldout.txt, line 4: there is no image made for it at ")
        .hasMessageContaining("listed/0 holds no images of released lists, expected a folder such");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",23,64,42,|,x,64,42,|line 2: FRAME_S1 is 'x', expected a whole number from 0",
        ",23,64,42,|,23,6.5,42,|line 2: FRAME_S2 is '6.5', expected a whole number from 0",
        ",23,64,42,|,23,64,|line 2: 8 cells, expected 9",
        "-v0,|../v0,|line 2: VID_ID is '../v0', expected a name",
        "-v0,|,|line 2: VID_ID is '', expected a name",
        "results0/|/results0/|line 2: FILENAME is '/results0/",
        "\"a|\"\"a|line 2: a ",
        "FRAME_S2,|SECOND,|lacks the columns [FRAME_S2] in its first line",
      })
  void what_is_wrong_with_a_list_is_said(String part, String wrong, String fault)
      throws IOException {
    change(heldOut, text -> text.replaceFirst(Pattern.quote(part), wrong));

    assertThatThrownBy(this::measured)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("states.heldout.txt")
        .hasMessageContaining(fault);
  }

  @Test
  void half_of_a_target_and_none_are_said() throws IOException {
    Files.delete(test);
    assertThatThrownBy(this::measured)
        .hasMessageContaining("holds one list of states, expected both");

    Files.delete(heldOut);
    assertThatThrownBy(this::measured).hasMessageContaining("holds no released lists");
  }

  @Test
  void prompts_of_all_kinds_are_passed_over() throws IOException {
    Path list =
        Files.write(
            results.resolve("list.txt"),
            List.of(
                HEADER.replace("FRAME_S2_PROMPT", "FRAME_AC_PROMPT"),
                "-a,4,beer,0,9,3,0.9,\"a glass, \"\"full\"\", of beer\",f.jpg",
                "-b,0,apple,1,9,3,0.9,,g.jpg"));

    assertThat(ReleasedRow.read(list, Target.ACTION))
        .containsExactly(
            new ReleasedRow(list + ", line 2", "-a", 4, 0, 3, "f.jpg"),
            new ReleasedRow(list + ", line 3", "-b", 0, 1, 3, "g.jpg"));
  }

  private List<EvaluatedMethod> measured() {
    return TablesReport.of(
            results, new NumbersAsImages(), GRID, (done, total) -> {}, (done, total) -> {})
        .methods();
  }

  private static EvaluatedMethod named(List<EvaluatedMethod> methods, String name) {
    return methods.stream().filter(method -> method.name().equals(name)).findFirst().orElseThrow();
  }

  private Path made(String list, String file) {
    return results.resolve("released/0").resolve(list).resolve(file);
  }

  private void frames(String video, int category, double shake) throws IOException {
    Path folder = results.resolve("_released/frames").resolve(video);
    NumbersAsImages.write(folder.resolve("23.jpg"), category, shake);
    NumbersAsImages.write(folder.resolve("64.jpg"), category, 1 + shake);
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(results.resolve("_released").resolve(name), lines);
  }

  private static void change(Path file, UnaryOperator<String> change) throws IOException {
    Files.writeString(file, change.apply(Files.readString(file)));
  }

  private static String row(String video, int category, String file) {
    return "%s,%d,%s,23,64,42,0.96810937,\"a woman, slicing an apple\",%s"
        .formatted(video, category, category == 0 ? "apple" : "avocado", file);
  }

  private static String image(String file, int label, String video, boolean train) {
    return String.join(
        "\t", file, "" + label, video, "final-state", train ? "train" : "test", "real", "unseen");
  }

  private static String made(String file, int label, String video, String split) {
    return String.join("\t", file, "" + label, video, "final-state", split, "generated", "unseen");
  }
}
