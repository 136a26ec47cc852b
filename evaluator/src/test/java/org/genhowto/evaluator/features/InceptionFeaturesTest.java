package org.genhowto.evaluator.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.genhowto.evaluator.EvaluatorSettings;
import org.genhowto.evaluator.FormulaWeights;
import org.genhowto.evaluator.features.FeatureExtractor.Features;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InceptionFeaturesTest {
  private static final Path CLIP = Path.of("..", "miniature", "models", "clip");
  private static final byte[] PICTURE = Images.png(Pictures.picture(3, 60, 40));

  @TempDir static Path folder;
  private static ClipFeatures clip;
  private static FeatureExtractor both;

  @BeforeAll
  static void load() {
    Path file = folder.resolve("inception.safetensors");
    FormulaWeights.save(file, InceptionLayout.shapes());
    clip = ClipFeatures.load(CLIP);
    both = InceptionFeatures.load(clip, file, FidInput.CLEAN_FID);
  }

  @AfterAll
  static void close() {
    both.close();
  }

  @Test
  void distances_use_inception_and_the_classifier_keeps_clip() {
    Features plain = clip.features(PICTURE);

    Features features = both.features(PICTURE);

    assertThat(features.classifier().values()).isEqualTo(plain.classifier().values());
    assertThat(features.classifier().version()).isEqualTo(plain.classifier().version());
    assertThat(features.frechet().values()).hasSize(2048);
    assertThat(features.frechet().version()).matches("inception-pool3-clean-fid-[0-9a-f]{12}");
  }

  @Test
  void without_inception_the_distances_use_clip() {
    Features features = clip.features(PICTURE);

    assertThat(features.frechet()).isEqualTo(features.classifier());
  }

  @Test
  void what_is_no_image_is_refused() {
    assertThatThrownBy(() -> both.features(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void settings_name_the_file_and_the_way_of_input() {
    EvaluatorSettings none = EvaluatorSettings.from(Configuration.of(Map.of()));
    EvaluatorSettings both =
        EvaluatorSettings.from(
            Configuration.of(
                Map.of(
                    "evaluator.inception", "inception.pth", "evaluator.fid-input", "clean-fid")));

    assertThat(none.inception()).isEmpty();
    assertThat(none.fidInput()).isEqualTo(FidInput.PYTORCH_FID);
    assertThat(both.inception()).contains(Path.of("inception.pth"));
    assertThat(both.fidInput()).isEqualTo(FidInput.CLEAN_FID);
    assertThatThrownBy(
            () ->
                EvaluatorSettings.from(
                    Configuration.of(Map.of("evaluator.fid-input", "tensorflow"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("pytorch-fid, clean-fid");
  }
}
