package org.genhowto.localizer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.genhowto.runtime.frames.FrameLabel.ACTION;
import static org.genhowto.runtime.frames.FrameLabel.BACKGROUND;
import static org.genhowto.runtime.frames.FrameLabel.FINAL_STATE;
import static org.genhowto.runtime.frames.FrameLabel.INITIAL_STATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalizerReportTest {
  @TempDir private Path folder;

  private static final List<AnnotatedVideo> ANNOTATED =
      List.of(
          new AnnotatedVideo(
              "a", "apple", List.of(INITIAL_STATE, BACKGROUND, ACTION, BACKGROUND, FINAL_STATE)),
          new AnnotatedVideo("b", "apple", List.of(INITIAL_STATE, ACTION, FINAL_STATE)));

  @Test
  void scores_are_held_against_annotations() throws IOException {
    // Given
    write(
        "scores/apple/a.csv",
        "0,0.9,0.1,0.1\n1,0.1,0.1,0.1\n2,0.1,0.1,0.8\n3,0.1,0.1,0.1\n4,0.1,0.9,0.1\n");
    // When
    LocalizerReport report = LocalizerReport.of(ANNOTATED, folder.resolve("scores"));
    // Then
    assertThat(report.videos()).isEqualTo(1);
    assertThat(report.unscored()).containsExactly("apple/b");
    assertThat(report.overall())
        .isEqualTo(Map.of("sp", 1., "ap", 1., "jsp", 1., "jap", 1., "acc", 1.));
    assertThat(report.text()).contains("1 videos measured, 1 annotated").contains("ap 100.0");
  }

  @Test
  void seconds_beyond_the_annotation_show_background() throws IOException {
    write("scores/apple/b.csv", "0,0.9,0,0\n1,0,0,0.5\n2,0,0.9,0\n3,0,0,1\n");

    LocalizerReport report = LocalizerReport.of(ANNOTATED, folder.resolve("scores"));

    assertThat(report.overall()).containsEntry("sp", 1.).containsEntry("ap", 0.);
    assertThat(report.categories().get("apple")).containsEntry("jap", 1.);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,0.5,0.5|b.csv, line 1: 3 numbers, expected 4: second, initial state",
        "0,0.5,0.5,x|b.csv, line 1: 'x', expected a number",
        "1,0,0,0;1,0,0,0|b.csv, line 2: second 1.0, expected one after",
        "0,0.5,0.5,1.5|b.csv: Score action of frame 0 is 1.5",
      })
  void what_is_wrong_in_a_score_file_is_said(String lines, String message) throws IOException {
    write("scores/apple/b.csv", lines.replace(';', '\n'));

    assertThatThrownBy(() -> LocalizerReport.of(ANNOTATED, folder.resolve("scores")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void scores_of_other_videos_measure_nothing() throws IOException {
    write("scores/pear/b.csv", "0,0,0,0\n");

    assertThatThrownBy(() -> LocalizerReport.of(ANNOTATED, folder.resolve("scores")))
        .hasMessageContaining("scores of none of the 2 annotated videos");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
