package org.genhowto.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.genhowto.evaluator.FeatureExtractor.Features;
import org.genhowto.networks.Images;
import org.genhowto.runtime.Configuration;
import org.genhowto.runtime.ConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InceptionFeaturesTest {
  private static final Path CLIP = Path.of("..", "miniature", "models", "clip");
  private static final byte[] PICTURE = Images.png(Pictures.picture(3, 60, 40));

  @TempDir static Path folder;
  private static Path inception;

  @BeforeAll
  static void write() {
    inception = folder.resolve("inception.safetensors");
    FormulaWeights.save(inception, InceptionLayout.shapes());
  }

  @Test
  void distancesUseInceptionAndTheClassifierKeepsClip() {
    try (ClipFeatures clip = ClipFeatures.load(CLIP);
        FeatureExtractor both =
            InceptionFeatures.load(ClipFeatures.load(CLIP), inception, FidInput.CLEAN_FID)) {
      Features plain = clip.features(PICTURE);

      Features features = both.features(PICTURE);

      assertThat(features.classifier().values()).isEqualTo(plain.classifier().values());
      assertThat(features.classifier().version()).isEqualTo(plain.classifier().version());
      assertThat(features.frechet().values()).hasSize(2048);
      assertThat(features.frechet().version()).matches("inception-pool3-clean-fid-[0-9a-f]{12}");
    }
  }

  @Test
  void withoutInceptionTheDistancesUseClip() {
    try (ClipFeatures clip = ClipFeatures.load(CLIP)) {
      Features features = clip.features(PICTURE);

      assertThat(features.frechet()).isEqualTo(features.classifier());
    }
  }

  @Test
  void whatIsNoImageIsRefused() {
    try (FeatureExtractor both =
        InceptionFeatures.load(ClipFeatures.load(CLIP), inception, FidInput.PYTORCH_FID)) {
      assertThatThrownBy(() -> both.features(new byte[] {1, 2, 3}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void settingsNameTheFileAndTheWayOfInput() {
    Settings none = Settings.from(Configuration.of(Map.of()));
    Settings both =
        Settings.from(
            Configuration.of(
                Map.of(
                    "evaluator.inception", "inception.pth", "evaluator.fid-input", "clean-fid")));

    assertThat(none.inception()).isEmpty();
    assertThat(none.fidInput()).isEqualTo(FidInput.PYTORCH_FID);
    assertThat(both.inception()).contains(Path.of("inception.pth"));
    assertThat(both.fidInput()).isEqualTo(FidInput.CLEAN_FID);
    assertThatThrownBy(
            () -> Settings.from(Configuration.of(Map.of("evaluator.fid-input", "tensorflow"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("pytorch-fid, clean-fid");
  }
}
