package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.localizer.network.FrameEncoder;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.clip.ClipConfig;
import org.genhowto.networks.clip.ClipModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFeaturesTest {
  private static final int WIDTH = 8;

  @Test
  void every_second_has_its_features_and_they_are_computed_once(@TempDir Path folder)
      throws Exception {
    try (var manager = NDManager.newBaseManager();
        var clip = untrained(manager)) {
      var encoder = new FrameEncoder(manager, clip);
      var computed =
          new VideoFeatures(manager, folder, Edition.FIRST, encoder, 1).of(Category.EGG, 3, 5);

      var kept =
          new VideoFeatures(manager, folder, Edition.FIRST, encoder, 1).of(Category.EGG, 3, 5);

      assertThat(computed).hasSize(2);
      assertThat(computed.get(0).views()).hasSize(2);
      assertThat(computed.get(0).views().get(0))
          .hasNumberOfRows(VideoScript.of(Edition.FIRST, Category.EGG, 3).seconds());
      assertThat(computed.get(0).views().get(1)[0]).hasSize(WIDTH);
      assertThat(kept).usingRecursiveComparison().isEqualTo(computed);
      try (var files = Files.list(folder.resolve("egg-1"))) {
        assertThat(files).hasSize(2);
      }
    }
  }

  private static ClipModel untrained(NDManager manager) {
    var tower = new ClipConfig.Tower(WIDTH, 16, 1, 2, "quick_gelu", 1e-5);
    var config =
        new ClipConfig(
            new ClipConfig.Text(tower, 100, Vocabulary.LENGTH, 99),
            new ClipConfig.Vision(tower, 64, 16),
            8);
    var weights = Weights.create(manager, config.shapes(), Initialization.standard(1));
    return ClipModel.of(manager, config, weights);
  }
}
