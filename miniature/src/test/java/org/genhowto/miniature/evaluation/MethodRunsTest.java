package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.evaluation.Measurements.Setting;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.Sha256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All methods on one mined example and one test scene, in two steps. */
@Tag("slow")
class MethodRunsTest {
  private static final Scale.Trial TRIAL = new Scale.Trial(1, 2, 1, 2, 1);
  private static final long OLD = 1_000_000_000;

  /** Seven methods and two targets for two examples, and one round trip. */
  private static final int PICTURES = 29;

  @TempDir private static Path work;
  private static Examples examples;
  private static List<Setting> settings;
  private static GenerationMethods models;

  @BeforeAll
  static void generate() throws IOException {
    TrialFolder.models(Path.of("models"), work);
    TrialFolder.heldOut(work.resolve("heldout"), 1);
    var mined = MinedExample.of(work.resolve("heldout"));
    examples =
        new Examples(
            World.committed(),
            mined.stream().filter(each -> each.category() == Category.ORANGE).toList(),
            List.of(TestScene.of(Category.ORANGE, 0, Example.SIDE)),
            List.of());
    models = new GenerationMethods(work);
    settings = run("results", TRIAL, 1);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void every_method_answers_every_question() throws IOException {
    var pictures = pictures("results");

    assertThat(pictures).hasSize(PICTURES + 6);
    assertThat(settings).hasSize(7);
    assertThat(settings.get(0).sampling()).isEqualTo(new SamplingSettings(2, 0, 3));
    assertThat(settings.get(0).weights()).containsOnlyKeys("base", "action", "final-state");
    var tuned = new ModelFolder(work.resolve("baselines/stable-diffusion-tuned")).version();
    assertThat(settings.get(GenerationMethod.EDIT_FRIENDLY_TUNED.ordinal()).weights())
        .containsEntry("action", tuned);
    for (var contender : GenerationMethod.values()) {
      var answers =
          pictures.keySet().stream()
              .filter(file -> file.startsWith(contender.folder() + "/1/"))
              .toList();
      assertThat(answers).hasSize(4);
    }
  }

  @Test
  void methods_answer_differently_and_every_target_is_another_picture() throws IOException {
    var pictures = pictures("results");
    var scene = examples.scenes().get(0).id();

    var answers = new ArrayList<String>();
    // The tuned model and the joint one are copies here.
    for (var method : List.of("genhowto", "stable-diffusion", "sdedit", "instruct-pix2pix")) {
      for (var target : List.of("action", "final-state")) {
        answers.add(pictures.get("%s/1/%s/%s.png".formatted(method, target, scene)));
      }
    }

    assertThat(answers).doesNotContainNull().doesNotHaveDuplicates();
  }

  @Test
  void pictures_do_not_depend_on_the_number_of_threads() throws IOException {
    run("three-threads", TRIAL, 3);

    assertThat(pictures("three-threads")).isEqualTo(pictures("results"));
  }

  @Test
  void what_is_there_is_kept_and_only_the_rest_is_made() throws IOException {
    // Given
    var whole = pictures("results");
    var kept = work.resolve("results/sdedit/1/action/" + examples.scenes().get(0).id() + ".png");
    var missing = kept.resolveSibling(examples.mined().get(0).id() + ".png");
    Files.setLastModifiedTime(kept, FileTime.from(Instant.ofEpochSecond(OLD)));
    Files.delete(missing);
    var lines = new ArrayList<String>();
    // When
    new MethodRuns(
            Scale.smoke().withTrial(TRIAL),
            examples,
            new ResultFiles(work.resolve("results")),
            lines::add)
        .run(models, 2);
    // Then
    assertThat(lines.get(0)).isEqualTo("1 pictures to generate");
    assertThat(pictures("results")).isEqualTo(whole);
    assertThat(Files.getLastModifiedTime(kept).toInstant().getEpochSecond()).isEqualTo(OLD);
  }

  @Test
  void pictures_made_otherwise_are_not_mixed_in() {
    var otherSteps = new Scale.Trial(1, 2, 1, 3, 1);

    assertThatThrownBy(() -> run("results", otherSteps, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("genhowto has pictures that were made with")
        .hasMessageContaining("move the folder");
  }

  @Test
  void the_round_trip_keeps_the_scene() throws IOException {
    var files = new ResultFiles(work.resolve("results"));
    var orange = examples.mined().get(0);

    var picture = Files.readAllBytes(files.roundTrip(1, orange));

    var image = Images.decode(picture);
    assertThat(distance(image, orange.image(Phase.INITIAL))).isBetween(1.0, 40.0);
  }

  private static List<Setting> run(String folder, Scale.Trial trial, int threads)
      throws IOException {
    return new MethodRuns(
            Scale.smoke().withTrial(trial),
            examples,
            new ResultFiles(work.resolve(folder)),
            line -> {})
        .run(models, threads);
  }

  /** What the pictures hash to, by name. */
  private static Map<String, String> pictures(String folder) throws IOException {
    var pictures = new LinkedHashMap<String, String>();
    var root = work.resolve(folder);
    try (var files = Files.walk(root)) {
      for (var file : files.filter(each -> each.toString().endsWith(".png")).sorted().toList()) {
        pictures.put(root.relativize(file).toString(), Sha256.of(file));
      }
    }
    return pictures;
  }

  private static double distance(RgbImage one, RgbImage other) {
    double sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      sum += Pictures.difference(one, other, i);
    }
    return sum / one.rgb().length;
  }
}
