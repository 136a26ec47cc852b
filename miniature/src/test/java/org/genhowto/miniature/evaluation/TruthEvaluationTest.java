package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GenHowTo answers with the truth here, every other method with the initial picture. */
@Tag("slow")
class TruthEvaluationTest {
  private static final Path MODELS = Path.of("models");
  private static final List<Long> SEEDS = List.of(1L, 2L);

  @TempDir private static Path results;
  private static TruthReport judgement;

  @BeforeAll
  static void judge() throws IOException {
    var scenes = TestScene.of(Edition.FIRST.categories(), 1, Example.SIDE, SceneSeeds.usual());
    var files = new ResultFiles(results);
    for (var scene : scenes) {
      for (var target : Target.values()) {
        for (var contender : GenerationMethod.values()) {
          boolean right = contender == GenerationMethod.GENHOWTO;
          var answer = right ? scene.image(Phase.of(target)) : scene.initial();
          for (long seed : SEEDS) {
            write(files.generated(contender, seed, target, scene), answer);
          }
        }
      }
    }
    try (var manager = NDManager.newBaseManager();
        var clip = ClipModel.load(manager, MODELS.resolve("clip"))) {
      var reader = new ZeroShot(manager, clip, Edition.FIRST);
      judgement =
          new TruthEvaluation(
                  reader, reader, new Examples(World.committed(), List.of(), scenes, List.of()))
              .judge(files, SEEDS, MODELS.resolve("diffusion/vae"));
    }
  }

  @Test
  void the_truth_is_what_was_asked_for_and_keeps_the_scene() {
    for (var method : List.of("genhowto", TruthEvaluation.TRUTH)) {
      var row = row(method, "final-state", "seen");
      assertThat(row.n()).isEqualTo(5);
      assertThat(row.phase().mean()).isGreaterThanOrEqualTo(0.8);
      assertThat(row.both().mean()).isGreaterThanOrEqualTo(0.8);
      assertThat(row.backgroundL1().mean()).isZero();
    }
  }

  @Test
  void the_initial_picture_is_not_what_was_asked_for_but_keeps_the_scene() {
    for (var method : List.of("sdedit", TruthEvaluation.INPUT)) {
      var row = row(method, "action", "unseen");
      assertThat(row.phase().mean()).isLessThanOrEqualTo(0.2);
      assertThat(row.both().mean()).isLessThanOrEqualTo(0.2);
      assertThat(row.backgroundL1().mean()).isLessThan(1);
    }
  }

  @Test
  void the_autoencoder_loses_a_little() {
    var row = row(TruthEvaluation.AUTOENCODED, "final-state", "seen");

    assertThat(row.phase().mean()).isGreaterThanOrEqualTo(0.8);
    assertThat(row.backgroundL1().mean()).isBetween(0.5, 10.0);
  }

  @Test
  void means_are_over_seeds_and_what_is_not_random_has_one_value() {
    assertThat(row("genhowto", "action", "seen").phase().values()).hasSize(2);
    assertThat(row(TruthEvaluation.TRUTH, "action", "seen").phase().values()).hasSize(1);
    assertThat(row(TruthEvaluation.TRUTH, "action", "seen").phase().halfWidth()).isNull();
  }

  @Test
  void every_category_has_its_rows_and_only_gen_how_to_all_seen_ones() {
    var all =
        judgement.rows().stream().filter(row -> row.group().equals(TruthReport.ALL_SEEN)).toList();

    assertThat(all).hasSize(2 * (1 + 13)).allMatch(row -> row.method().equals("genhowto"));
    assertThat(all.get(0).n()).isEqualTo(13);
    assertThat(judgement.rows()).hasSize(2 * 10 * 2 * (1 + 5) + all.size());
  }

  private static TruthReport.Row row(String method, String target, String group) {
    return judgement.rows().stream()
        .filter(row -> row.method().equals(method) && row.target().equals(target))
        .filter(row -> row.group().equals(group) && row.category() == null)
        .findFirst()
        .orElseThrow();
  }

  private static void write(Path file, RgbImage image) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, Images.png(image));
  }
}
