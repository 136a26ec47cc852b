package org.genhowto.evaluator.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.genhowto.evaluator.features.NumbersAsImages;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.runtime.progress.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierReportTest {
  private static final ClassifierGrid GRID = new ClassifierGrid(List.of(1.0, 100.0), List.of(100));
  private static final Counter SILENT = (done, total) -> {};

  @TempDir private Path folder;

  /**
   * Images of two categories; their features say category, state, and whether they are generated.
   */
  private final class World {
    private final List<String> rows = new ArrayList<>();
    private final String target;

    World(String target) {
      this.target = target;
      rows.add("image\tclass\tvideo\ttarget\tsplit\torigin\texposure");
    }

    /**
     * @param state what the features say of the state: 0 initial, 1 target
     * @param artificial what they say of being generated
     */
    void add(int label, int video, String split, String origin, double state, double artificial)
        throws IOException {
      String name = "%s-%d-%d-%s-%s.png".formatted(target, label, video, split, origin);
      double shake = 0.01 * (video % 7);
      NumbersAsImages.write(folder.resolve(name), label % 2 + shake, state - shake, 5 * artificial);
      rows.add(String.join("\t", name, "" + label, "v" + video, target, split, origin, "unseen"));
    }

    Path write(String name) throws IOException {
      return Files.write(folder.resolve(name), rows);
    }
  }

  /**
   * Real frames show the state; the method's images are told by an artefact, and by nothing else.
   */
  private World shortcut(String target) throws IOException {
    World world = new World(target);
    for (int video = 0; video < 20; video++) {
      int category = video % 2;
      world.add(category, video, "train", "real", 0, 0);
      world.add(category, video, "train", "round-trip", 0, 1);
      world.add(2 + category, video, "train", "generated", 1, 1);
      world.add(category, 100 + video, "test", "real", 0, 0);
      world.add(2 + category, 100 + video, "test", "real", 1, 0);
      world.add(2 + category, 100 + video, "test", "generated", 1, 0);
    }
    return world;
  }

  @Test
  void the_control_takes_the_shortcut_away() throws IOException {
    // Given
    Path list = shortcut("final-state").write("m.tsv");
    // When
    ClassifierReport report = report(List.of(list), 3);
    // Then
    ExperimentSummary summary = report.experiments().get(0);
    assertThat(requireNonNull(summary.accuracy()).mean()).isLessThan(.8);
    assertThat(requireNonNull(summary.control()).mean()).isEqualTo(1);
    assertThat(summary.tested()).isEqualTo(40);
    assertThat(summary.trained()).isEqualTo(40);
    assertThat(summary.classes()).isEqualTo(4);
    assertThat(summary.choices()).hasSize(3);
    assertThat(report.features()).isEqualTo("numbers");
    assertThat(report.text())
        .contains("control")
        .contains("3 runs, which differ in their validation videos");
  }

  @Test
  void distances_stand_beside_their_numbers() throws IOException {
    ExperimentSummary summary =
        report(List.of(shortcut("action").write("m.tsv")), 1).experiments().get(0);

    assertThat(requireNonNull(summary.fid()).mean()).isCloseTo(0, within(1e-9));
    assertThat(summary.generated()).isEqualTo(20);
    assertThat(summary.real()).isEqualTo(20);
    assertThat(summary.frechetFeatures()).isEqualTo("first two numbers");
  }

  @Test
  void actions_and_states_are_measured_apart() throws IOException {
    World both = shortcut("action");
    both.rows.addAll(shortcut("final-state").rows.subList(1, 121));

    assertThat(report(List.of(both.write("m.tsv")), 1).experiments())
        .extracting(ExperimentSummary::target)
        .containsExactly("action", "final-state");
  }

  @Test
  void several_lists_are_several_runs() throws IOException {
    Path list = shortcut("action").write("m.tsv");

    ClassifierReport report = report(List.of(list, list), 5);

    assertThat(report.runs()).isEqualTo(2);
    assertThat(requireNonNull(report.experiments().get(0).accuracy()).values()).hasSize(2);
    assertThat(report.varied()).isEqualTo("list of images and validation videos");
  }

  @Test
  void predictions_need_no_training() throws IOException {
    // Given
    World world = new World("action");
    world.add(0, 1, "test", "real", 0, 0);
    world.add(1, 2, "test", "real", 0, 0);
    List<String> rows = new ArrayList<>(world.rows);
    rows.set(0, rows.get(0) + "\tpredicted");
    rows.set(1, rows.get(1) + "\t0");
    rows.set(2, rows.get(2) + "\t0");
    Path list = Files.write(folder.resolve("m.tsv"), rows);
    // When
    ExperimentSummary summary = report(List.of(list), 1).experiments().get(0);
    // Then
    assertThat(requireNonNull(summary.accuracy()).mean()).isEqualTo(.5);
    assertThat(summary.trained()).isZero();
    assertThat(summary.choices()).isEmpty();
  }

  @Test
  void a_class_without_images_is_named() throws IOException {
    World world = shortcut("action");
    world.rows.removeIf(row -> row.contains("\t1\t") && row.contains("\ttest\t"));
    Path list = world.write("m.tsv");

    assertThatThrownBy(() -> report(List.of(list), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("split test lacks images of the classes [1]");
  }

  @Test
  void runs_of_unequal_numbers_are_refused() throws IOException {
    Path all = shortcut("action").write("all.tsv");
    World fewer = shortcut("action");
    fewer.rows.remove(fewer.rows.size() - 1);
    Path rest = fewer.write("fewer.tsv");

    assertThatThrownBy(() -> report(List.of(all, rest), 1))
        .hasMessageContaining("expected the same numbers in all");
  }

  @Test
  void a_tenth_of_the_videos_is_set_aside_whole() {
    List<String> rows = IntStream.range(0, 300).mapToObj(i -> "v" + i % 50).toList();

    Set<String> aside = VideoHoldout.draw(rows, 3);

    assertThat(aside).hasSize(5).isEqualTo(VideoHoldout.draw(rows, 3));
    assertThat(VideoHoldout.draw(rows, 4)).isNotEqualTo(aside);
    assertThatThrownBy(() -> VideoHoldout.draw(List.of("v", "v"), 0))
        .hasMessageContaining("of 1 videos, expected at least 2");
  }

  private static ClassifierReport report(List<Path> lists, int draws) {
    return ClassifierReport.of(lists, draws, new NumbersAsImages(), GRID, SILENT);
  }
}
