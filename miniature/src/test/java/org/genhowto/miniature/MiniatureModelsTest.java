package org.genhowto.miniature;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.genhowto.captioner.Blip2Captioner;
import org.genhowto.captioner.CaptionerSettings;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.localizer.evaluation.LocalizerMetrics;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.evaluation.LocalizerQuality;
import org.genhowto.miniature.evaluation.TestScene;
import org.genhowto.miniature.evaluation.ZeroShot;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The models in the repository do what QUALITY.md says, on a few examples. */
@Tag("slow")
class MiniatureModelsTest {
  private static final Path MODELS = Path.of("models");
  private static final Gallery GALLERY = new Gallery(Edition.committed(), Knobs.usual().stock());
  private static final long UNSEEN_VIDEO = 5_000_000;

  @Test
  void clip_names_category_and_phase_of_stills() {
    try (var manager = NDManager.newBaseManager();
        var clip = ClipModel.load(manager, MODELS.resolve("clip"))) {
      var judge = new ZeroShot(manager, clip, Edition.committed());
      int right = 0;
      for (int i = 0; i < 40; i++) {
        var still = GALLERY.validation(1_000 + i);
        right += judge.read(Pictures.rgb(still.image())).meaning().equals(still.meaning()) ? 1 : 0;
      }

      assertThat(right).isGreaterThanOrEqualTo(36);
    }
  }

  @Test
  void localizer_finds_the_moments_of_unseen_videos() {
    try (var manager = NDManager.newBaseManager();
        var localizer =
            LocalizerNetwork.load(manager, MODELS.resolve("localizer"), MODELS.resolve("clip"))) {
      var metrics = new LocalizerMetrics();
      for (var category : Edition.committed().categories()) {
        var script = VideoScript.of(Edition.committed(), category, UNSEEN_VIDEO);
        var frames =
            script.imagesEverySecond(320, 180).stream()
                .map(Pictures::rgb)
                .map(localizer::prepare)
                .toList();
        var scores = FrameScores.mean(localizer.score(frames, category.word()));
        metrics.add(category.word(), scores, LocalizerQuality.labels(script, scores));
      }

      assertThat(metrics.overall().statePrecision()).isGreaterThanOrEqualTo(0.7);
      assertThat(metrics.overall().actionPrecision()).isGreaterThanOrEqualTo(0.7);
    }
  }

  @Test
  void captioner_says_what_stills_show() {
    var settings = CaptionerSettings.from(Configuration.of(Map.of()));
    try (var captioner =
        Blip2Captioner.load(MODELS.resolve("captioner"), settings.decoding(), "")) {
      int right = 0;
      for (int i = 0; i < 20; i++) {
        var still = GALLERY.validation(2_000 + i);
        var caption = captioner.describe(List.of(Pictures.rgb(still.image()))).get(0).text();
        right += Captions.of(still.scene(), still.sight()).contains(caption) ? 1 : 0;
      }

      assertThat(right).isGreaterThanOrEqualTo(17);
    }
  }

  @Test
  void gen_how_to_shows_the_final_state_of_seen_categories() throws Exception {
    var base = MODELS.resolve("diffusion");
    try (var manager = NDManager.newBaseManager();
        var clip = ClipModel.load(manager, MODELS.resolve("clip"));
        var parts = BaseModel.load(manager, base);
        var model = GenHowTo.load(manager, parts, base, MODELS.resolve("genhowto-states"))) {
      var judge = new ZeroShot(manager, clip, Edition.committed());
      int right = 0;
      for (var category : List.of(Category.APPLE, Category.CANDLE, Category.EGG, Category.SHIRT)) {
        var scene = TestScene.of(category, 40, 64);
        var images =
            model.generate(
                scene.initial(),
                scene.finalPrompt(),
                new SamplingSettings(25, 1, 3),
                List.of(NoiseSource.seeded(7)),
                GenerationListener.NONE);
        var sight = judge.read(images.orElseThrow().get(0)).sight(category);
        right += sight.phase() == Phase.FINAL ? 1 : 0;
      }

      assertThat(right).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void all_models_together_stay_small() throws Exception {
    try (var files = Files.walk(MODELS)) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();

      assertThat(bytes).isLessThan(25_000_000);
    }
  }
}
