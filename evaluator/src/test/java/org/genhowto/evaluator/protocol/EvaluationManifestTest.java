package org.genhowto.evaluator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.genhowto.evaluator.features.NumbersAsImages;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.EvaluatedImage.Origin;
import org.genhowto.evaluator.protocol.EvaluatedImage.Part;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationManifestTest {
  private static final String HEADER =
      "image\tclass\tvideo\ttarget\tsplit\torigin\texposure\tpredicted\n";

  @TempDir private Path folder;

  @BeforeEach
  void image() throws IOException {
    NumbersAsImages.write(folder.resolve("images/a.png"), 1);
  }

  @Test
  void a_table_with_a_name_for_each_column_is_read() throws IOException {
    // Given
    Path list = list("m.tsv", HEADER + "images/a.png\t7\tv\tfinal-state\ttest\treal\tunseen\t3\n");
    // When
    List<EvaluatedImage> images = EvaluationManifest.read(list);
    // Then
    EvaluatedImage image = images.get(0);
    assertThat(images).hasSize(1);
    assertThat(image.file()).isEqualTo(folder.resolve("images/a.png"));
    assertThat(image.label()).isEqualTo(7);
    assertThat(image.experiment()).isEqualTo(new Experiment(Target.FINAL_STATE, Exposure.UNSEEN));
    assertThat(image.part()).isEqualTo(Part.TEST);
    assertThat(image.predicted()).hasValue(3);
  }

  @Test
  void what_is_written_is_read() throws IOException {
    // Given
    NumbersAsImages.write(folder.resolve("other/b.png"), 2);
    Experiment actions = new Experiment(Target.ACTION, Exposure.SEEN);
    List<EvaluatedImage> images =
        List.of(
            new EvaluatedImage(
                folder.resolve("images/a.png"),
                3,
                "v",
                actions,
                Part.TRAIN,
                Origin.ROUND_TRIP,
                OptionalInt.empty()),
            new EvaluatedImage(
                folder.resolve("other/b.png"),
                5,
                "w",
                actions,
                Part.TEST,
                Origin.REAL,
                OptionalInt.of(4)));
    Path list = list("images/m.tsv", "an earlier list");
    // When
    EvaluationManifest.write(list, images);
    // Then
    assertThat(EvaluationManifest.read(list)).isEqualTo(images);
    assertThat(list.resolveSibling("m.tsv.tmp")).doesNotExist();
  }

  @Test
  void lines_of_json_are_read() throws IOException {
    // Given
    Path list =
        list(
            "m.jsonl",
            """
            {"image": "images/a.png", "class": 0, "video": "v", "target": "action",
            """
                    .strip()
                + """
                 "split": "train", "origin": "round-trip", "exposure": "seen"}

                """);
    // When
    EvaluatedImage image = EvaluationManifest.read(list).get(0);
    // Then
    assertThat(image.origin()).isEqualTo(Origin.ROUND_TRIP);
    assertThat(image.experiment()).isEqualTo(new Experiment(Target.ACTION, Exposure.SEEN));
    assertThat(image.predicted()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images/b.png,7,v,action,test,real,unseen,|there is no image at",
        "images/a.png,seven,v,action,test,real,unseen,|class is 'seven', expected a whole number",
        "images/a.png,-1,v,action,test,real,unseen,|class is -1, expected 0 or more",
        "images/a.png,7,,action,test,real,unseen,|video is empty",
        "images/a.png,7,v,verb,test,real,unseen,|target is 'verb', expected one of action, final",
        "images/a.png,7,v,action,test,round-trip,unseen,|origin is round-trip in the test split",
        "images/a.png,7,v,action,train,real,unseen,2|expected it for real test images only",
        "images/a.png,7,v,action,test,real,unseen|7 cells, expected 8",
      })
  void what_is_wrong_is_said_with_its_line(String row, String message) throws IOException {
    Path list =
        list(
            "m.tsv",
            HEADER
                + "images/a.png\t7\tv\taction\ttest\treal\tunseen\t\n"
                + row.replace(',', '\t')
                + "\n");

    assertThatThrownBy(() -> EvaluationManifest.read(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("m.tsv, line 3: ")
        .hasMessageContaining(message);
  }

  @Test
  void columns_that_are_missing_or_unknown_are_named() throws IOException {
    Path list =
        list("m.tsv", "image\tclass\tvideo\ttarget\tsplit\torigin\tseen\na\tb\tc\td\te\tf\tg\n");

    assertThatThrownBy(() -> EvaluationManifest.read(list))
        .hasMessageContaining("columns missing: [exposure], unknown: [seen]");
  }

  @Test
  void a_list_without_images_is_refused() throws IOException {
    Path empty = list("m.tsv", HEADER);

    assertThatThrownBy(() -> EvaluationManifest.read(empty))
        .hasMessageContaining("lists no images");
    assertThatThrownBy(() -> EvaluationManifest.read(folder.resolve("none.tsv")))
        .hasMessageContaining("There is no list of images at");
  }

  private Path list(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
