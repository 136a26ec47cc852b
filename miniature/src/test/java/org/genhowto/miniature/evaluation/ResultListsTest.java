package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.evaluator.protocol.EvaluatedImage;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.EvaluatedImage.Origin;
import org.genhowto.evaluator.protocol.EvaluatedImage.Part;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists for two mined examples and one scene of each category; the pictures are empty files. */
class ResultListsTest {
  private static final Experiment STATES = new Experiment(Target.FINAL_STATE, Exposure.UNSEEN);

  @TempDir private static Path work;
  private static ResultFiles files;
  private static Examples examples;

  @BeforeAll
  static void write() throws IOException {
    TrialFolder.heldOut(work.resolve("heldout"), 2);
    examples = Examples.of(work.resolve("heldout"), Scale.smoke(), SceneSeeds.usual());
    files = new ResultFiles(work.resolve("results"));
    for (var example : examples.all()) {
      for (var phase : Phase.values()) {
        touch(files.real(example, phase));
      }
    }
    for (var example : examples.asked()) {
      touch(files.roundTrip(1, example));
      for (var contender : GenerationMethod.values()) {
        for (var target : Target.values()) {
          touch(files.generated(contender, 1, target, example));
        }
      }
    }
    try (var manager = NDManager.newBaseManager();
        var clip = ClipModel.load(manager, Path.of("models/clip"))) {
      new ResultLists(examples, files).write(1, new ZeroShot(manager, clip, Edition.FIRST));
    }
  }

  @Test
  void every_method_has_a_list_of_four_experiments() throws IOException {
    try (var methods = Files.list(files.folder())) {
      var names =
          methods
              .map(folder -> folder.getFileName().toString())
              .filter(name -> !name.startsWith("_"));
      assertThat(names).hasSize(10);
    }
    assertThat(list("genhowto").stream().map(EvaluatedImage::experiment).distinct()).hasSize(4);
    assertThat(list("real-images").stream().map(EvaluatedImage::experiment).distinct()).hasSize(4);
  }

  @Test
  void a_generating_method_has_real_generated_and_round_trip_rows() {
    assertThat(roles(list("genhowto")))
        .isEqualTo(
            Map.of(
                "TRAIN REAL", 10L,
                "TRAIN GENERATED", 10L,
                "TRAIN ROUND_TRIP", 10L,
                "TEST REAL", 20L,
                "TEST GENERATED", 5L));
  }

  @Test
  void bounds_have_no_control() {
    assertThat(roles(list("initial-images")))
        .isEqualTo(
            Map.of(
                "TRAIN REAL", 10L, "TRAIN GENERATED", 10L, "TEST REAL", 20L, "TEST GENERATED", 5L));
    assertThat(roles(list("real-images")))
        .isEqualTo(Map.of("TRAIN REAL", 10L, "TRAIN GENERATED", 10L, "TEST REAL", 20L));
  }

  @Test
  void initial_states_come_first_then_their_targets() {
    for (var row : list("sdedit")) {
      boolean initial =
          row.file().toString().contains("-initial") || row.origin() == Origin.ROUND_TRIP;
      var categories = examples.categories(row.experiment().exposure());
      var category = categories.get(row.label() % 5);
      assertThat(row.label() < 5).as(row.toString()).isEqualTo(initial);
      assertThat(row.videoId()).contains(category.word());
    }
  }

  @Test
  void test_rows_are_of_scenes_and_training_rows_of_mined_videos() {
    for (var row : list("genhowto")) {
      assertThat(row.videoId().startsWith("test-")).isEqualTo(row.part() == Part.TEST);
    }
  }

  @Test
  void zero_shot_names_a_class_for_every_real_test_image() {
    var rows = list(ResultLists.ZERO_SHOT);

    long right = rows.stream().filter(row -> row.predicted().orElse(-1) == row.label()).count();

    assertThat(rows).hasSize(80).allMatch(row -> row.predicted().isPresent());
    assertThat(right).isGreaterThanOrEqualTo(64);
  }

  private static List<EvaluatedImage> list(String method) {
    return EvaluationManifest.read(files.list(method, 1));
  }

  private static Map<String, Long> roles(Collection<EvaluatedImage> rows) {
    Stream<EvaluatedImage> states = rows.stream().filter(row -> row.experiment().equals(STATES));
    return states.collect(
        Collectors.groupingBy(row -> row.part() + " " + row.origin(), Collectors.counting()));
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[0]);
  }
}
