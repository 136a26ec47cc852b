package org.genhowto.evaluator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.evaluator.features.NumbersAsImages;
import org.genhowto.evaluator.files.LabelledFile;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.LabelledRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and numbers come from numpy and scikit-learn: see src/test/python/labelled_golden.py. */
class FeatureClassifierReportTest {
  private static final Path FILES =
      Path.of("src/test/resources/org/genhowto/evaluator/files/labelled");
  private static final ClassifierGrid WIDE =
      new ClassifierGrid(List.of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2), List.of(25, 100));

  @TempDir private Path folder;

  @Test
  void accuracies_and_choices_are_those_of_scikit_learn() throws IOException {
    matches(of("train.npz", "test.npz", 5, ClassifierGrid.published()), "published");
    matches(of("train.npz", "test.npz", 5, WIDE), "wide");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other-names.npz", "half.npz", "train.safetensors", "brain.safetensors"})
  void every_form_of_the_file_gives_the_same(String name) throws IOException {
    matches(of(name, "test.npz", 5, WIDE), "wide");
  }

  @Test
  void single_rows_are_set_aside_where_there_are_no_videos() throws IOException {
    FeatureClassifierReport report =
        FeatureClassifierReport.of(
            () -> LabelledFile.read(FILES.resolve("x.npy"), FILES.resolve("y.npy"), null),
            source("test.npz"),
            5,
            WIDE);

    matches(report, "rows");
    assertThat(report.varied()).isEqualTo("validation rows");
    assertThat(report.text()).contains("There are no videos beside the training features");
  }

  @Test
  void a_list_of_images_and_their_features_give_the_same() throws IOException {
    // Given
    List<String> rows = new ArrayList<>();
    rows.add("image\tclass\tvideo\ttarget\tsplit\torigin\texposure");
    Side train = new Side();
    Side test = new Side();
    for (int i = 0; i < 60; i++) {
      boolean learned = i % 3 > 0;
      int label = i % 4;
      String name = i + ".png";
      double noise = i * 7 % 13 / 8.0;
      NumbersAsImages.write(
          folder.resolve(name), label % 2 + noise, Math.floorDiv(label, 2) - noise / 2, noise);
      String origin = learned && label > 1 ? "generated" : "real";
      String split = learned ? "train" : "test";
      String video = "v" + i / 6;
      rows.add(String.join("\t", name, "" + label, video, "action", split, origin, "seen"));
      (learned ? train : test).add(folder.resolve(name), label, video);
    }
    Path list = Files.write(folder.resolve("m.tsv"), rows);
    // When
    ClassifierReport ofImages =
        ClassifierReport.of(List.of(list), 4, new NumbersAsImages(), WIDE, (done, total) -> {});
    FeatureClassifierReport ofFeatures =
        FeatureClassifierReport.of(train::file, test::file, 4, WIDE);
    // Then
    ExperimentSummary experiment = ofImages.experiments().get(0);
    assertThat(ofFeatures.accuracy()).isEqualTo(experiment.accuracy());
    assertThat(ofFeatures.choices()).isEqualTo(experiment.choices());
    assertThat(ofFeatures.trained()).isEqualTo(experiment.trained());
    assertThat(ofFeatures.tested()).isEqualTo(experiment.tested());
    assertThat(ofFeatures.accuracy().mean()).isBetween(.3, .99);
  }

  @ParameterizedTest
  @CsvSource({
    "train.npz, narrow.npz, 'train.npz has features of 6 numbers, '",
    "train.npz, unknown.npz, 'unknown.npz has rows of the classes [7], which '",
    "one-class.npz, test.npz, 'one-class.npz has rows of one class only, [3], expected at least 2'",
    "gap.npz, test.npz, 'gap.npz lacks rows of the classes [2], expected every class from 0 to 3'",
    "one-video.npz, test.npz, 'the rows of src/test/resources/org/genhowto/evaluator/files/'",
  })
  void files_that_cannot_be_measured_are_refused(String train, String test, String fault) {
    assertThatThrownBy(() -> of(train, test, 1, WIDE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void all_faults_of_both_files_are_said_at_once() {
    assertThatThrownBy(() -> of("nan.npz", "fewer.npz", 1, WIDE))
        .hasMessageContaining("nan.npz, array feats has NaN")
        .hasMessageContaining("119 labels");
    assertThatThrownBy(() -> of("gap.npz", "narrow.npz", 1, WIDE))
        .hasMessageContaining("lacks rows of the classes [2]")
        .hasMessageContaining("narrow.npz has rows of the classes [2], which ")
        .hasMessageContaining("expected as many in both");
  }

  @Test
  void a_test_without_some_classes_is_measured_and_told_of() {
    FeatureClassifierReport report = of("train.npz", "few-classes.npz", 1, WIDE);

    assertThat(report.notes()).containsExactly("The test rows are of 2 of the 4 classes.");
    assertThat(report.tested()).isEqualTo(40);
    assertThat(report.text()).contains("The test rows are of 2 of the 4 classes.");
  }

  private static void matches(FeatureClassifierReport report, String golden) throws IOException {
    JsonNode runs =
        new ObjectMapper().readTree(FILES.resolve("golden.json").toFile()).at("/" + golden);
    assertThat(report.runs()).isEqualTo(runs.size());
    for (int run = 0; run < runs.size(); run++) {
      JsonNode expected = runs.get(run);
      ClassifierGrid.Choice choice = report.choices().get(run);
      assertThat(choice.c()).as("run %d", run).isEqualTo(expected.path("c").asDouble());
      assertThat(choice.maxIterations()).isEqualTo(expected.path("maxIterations").asInt());
      assertThat(choice.validationAccuracy())
          .isCloseTo(expected.path("validationAccuracy").asDouble(), within(1e-12));
      assertThat(report.accuracy().values().get(run))
          .isCloseTo(expected.path("accuracy").asDouble(), within(1e-12));
    }
  }

  private static FeatureClassifierReport of(
      String train, String test, int runs, ClassifierGrid grid) {
    return FeatureClassifierReport.of(source(train), source(test), runs, grid);
  }

  private static FeatureClassifierReport.Source source(String name) {
    return () -> LabelledFile.read(FILES.resolve(name), null, null);
  }

  /** Features of images, as a file of them would have them. */
  private static final class Side {
    private final List<float[]> features = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<String> videos = new ArrayList<>();

    void add(Path image, int label, String video) throws IOException {
      try (NumbersAsImages extractor = new NumbersAsImages()) {
        features.add(extractor.features(Files.readAllBytes(image)).classifier().values());
      }
      labels.add(label);
      videos.add(video);
    }

    LabelledFile file() {
      return new LabelledFile(
          Path.of("features"),
          new LabelledRows(
              features.toArray(float[][]::new),
              labels.stream().mapToInt(Integer::intValue).toArray()),
          Optional.of(videos));
    }
  }
}
