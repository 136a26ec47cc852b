package org.genhowto.evaluator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.evaluator.FormulaWeights;
import org.genhowto.evaluator.features.ClipFeatures;
import org.genhowto.evaluator.features.FidInput;
import org.genhowto.evaluator.features.ImageFeatures;
import org.genhowto.evaluator.features.InceptionLayout;
import org.genhowto.evaluator.features.Pictures;
import org.genhowto.evaluator.features.Pool3Features;
import org.genhowto.networks.image.Images;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class FrechetReportTest {
  private static final Path CLIP = Path.of("..", "miniature", "models", "clip");

  @TempDir private Path folder;

  /** The two folders of inception_golden.py: pytorch-fid 0.3.0 says 7.172290563834963. */
  @Test
  void two_folders_are_as_far_apart_as_pytorch_fid_says() throws IOException {
    // Given
    Path weights = folder.resolve("inception.safetensors");
    FormulaWeights.save(weights, InceptionLayout.shapes());
    Path first = pictures("first", 20, 6);
    Path second = pictures("second", 60, 5);
    Files.writeString(first.resolve("notes.txt"), "no image");
    List<Integer> progress = new ArrayList<>();
    // When
    FrechetReport report;
    try (Pool3Features features = Pool3Features.load(weights, FidInput.PYTORCH_FID)) {
      report = report(first, second, features, progress);
    }
    // Then
    assertThat(report.fid()).isCloseTo(7.172290563834963, within(2e-4));
    assertThat(report.first()).isEqualTo(6);
    assertThat(report.second()).isEqualTo(5);
    assertThat(report.features()).startsWith("inception-pool3-pytorch-fid-");
    assertThat(report.text()).contains("N 6 and 5");
    assertThat(report.notes()).hasSize(1);
    assertThat(report.text()).contains("first: 1 files of text are no images and do not count");
    assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5);
  }

  @Test
  void a_folder_has_no_distance_to_itself() throws IOException {
    Path first = pictures("first", 20, 4);

    try (ClipFeatures clip = ClipFeatures.load(CLIP)) {
      FrechetReport report = report(first, first, clip, new ArrayList<>());

      assertThat(report.fid()).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void what_cannot_be_measured_is_named() throws IOException {
    Path first = pictures("first", 20, 3);
    Path one = pictures("one", 40, 1);
    Path damaged = pictures("damaged", 50, 2);
    Files.writeString(damaged.resolve("20.png"), "no image");

    try (ClipFeatures clip = ClipFeatures.load(CLIP)) {
      assertThatThrownBy(() -> report(first, one, clip, new ArrayList<>()))
          .hasMessageContaining("holds 1 images")
          .hasMessageContaining("expected at least 2");
      assertThatThrownBy(() -> report(first, folder.resolve("none"), clip, new ArrayList<>()))
          .hasMessageContaining("There is no folder or file at");
      assertThatThrownBy(() -> report(first, damaged, clip, new ArrayList<>()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("20.png is no image that can be read");
    }
  }

  private static FrechetReport report(
      Path first, Path second, ImageFeatures network, List<Integer> progress) {
    FrechetSide a = FrechetSide.of(first);
    FrechetSide b = FrechetSide.of(second);
    List<String> notes = new ArrayList<>(a.notes());
    notes.addAll(b.notes());
    return FrechetReport.between(
        a.features(network, progress::add),
        b.features(network, progress::add),
        network.version(),
        notes);
  }

  private Path pictures(String name, int seed, int count) throws IOException {
    Path pictures = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < count; i++) {
      Files.write(
          pictures.resolve("%02d.png".formatted(i)),
          Images.png(Pictures.picture(seed + i, 72, 64)));
    }
    return pictures;
  }
}
