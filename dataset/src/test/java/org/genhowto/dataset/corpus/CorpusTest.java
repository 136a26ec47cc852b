package org.genhowto.dataset.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.genhowto.runtime.frames.FrameLabel.ACTION;
import static org.genhowto.runtime.frames.FrameLabel.BACKGROUND;
import static org.genhowto.runtime.frames.FrameLabel.FINAL_STATE;
import static org.genhowto.runtime.frames.FrameLabel.INITIAL_STATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.schemas.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
  @TempDir private Path folder;

  @Test
  void change_it_is_read_as_it_is_published() throws IOException {
    // Given
    write("videos/apple.csv", "DdSoQsEKXkk,0.554\n2gQYivaDXW0,0.377\n");
    write("videos/t-shirt.csv", "-7--fzZE2qk,0.289\n");
    write("annotations/apple/2gQYivaDXW0.fps1.csv", "0,0\n1,1\n2,2\n3,2\n4,3\n");
    write(
        "categories.csv",
        """
        DIR_NAME,ACTION_NAME,CENTERING_PARAM
        apple,"Apple Peeling/Cutting",0.309
        t-shirt,"T-shirt Dyeing, slowly",0.362
        """);
    // When
    Corpus corpus = Corpus.read(folder);
    // Then
    assertThat(corpus.videos())
        .extracting(CorpusVideo::videoId, CorpusVideo::category, v -> v.relevance().orElseThrow())
        .containsExactly(
            tuple("DdSoQsEKXkk", "apple", .554),
            tuple("2gQYivaDXW0", "apple", .377),
            tuple("-7--fzZE2qk", "t-shirt", .289));
    assertThat(corpus.annotated())
        .singleElement()
        .extracting(CorpusVideo::labels)
        .isEqualTo(List.of(BACKGROUND, INITIAL_STATE, ACTION, ACTION, FINAL_STATE));
    assertThat(corpus.thresholds()).isEqualTo(Map.of("apple", .309, "t-shirt", .362));
    assertThat(corpus.sizes()).isEqualTo(Map.of("apple", 2, "t-shirt", 1));
  }

  @Test
  void seconds_without_a_label_show_background() throws IOException {
    write("videos/apple.csv", "a,0.5\n");
    write("annotations/apple/a.fps1.csv", "1,1\n3,3\n");

    assertThat(Corpus.read(folder).videos().get(0).labels())
        .containsExactly(BACKGROUND, INITIAL_STATE, BACKGROUND, FINAL_STATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "videos/apple.csv|a,0.5;b|apple.csv, line 2: 'b', expected",
        "videos/apple.csv|a,much|apple.csv, line 1: 'much', expected a number",
        "videos/apple.csv|a,0.5;a,0.4|apple.csv, line 2: video a stands there twice",
        "annotations/apple/a.fps1.csv|0,0;1,4|line 2: label 4, expected 0 to 3",
        "annotations/apple/a.fps1.csv|1,0;1,1|line 2: second 1 after 2 seconds",
        "annotations/apple/a.fps1.csv|4000000000,0|line 1: second 2147483647 after 0 seconds",
        "annotations/apple/c.fps1.csv|0,0|annotates videos that",
      })
  void what_is_wrong_in_a_file_is_said(String file, String lines, String message)
      throws IOException {
    write("videos/apple.csv", "a,0.5\n");
    write(file, lines.replace(';', '\n') + "\n");

    assertThatThrownBy(() -> Corpus.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void coin_is_read_as_it_is_published() throws IOException {
    // Given
    Path json =
        coin(
            """
            "LtRSn-ntcLY": {"duration": 6.03, "class": "ReplaceCDDriveWithSSD",
              "video_url": "https://www.youtube.com/embed/LtRSn-ntcLY", "start": 1.6, "end": 5.7,
              "annotation": [{"id": "212", "segment": [1.0, 3.0], "label": "take out the drive"},
                             {"id": "216", "segment": [4.5, 9.0], "label": "insert the tray"}],
              "subset": "training", "recipe_type": 131},
            "xyz": {"duration": 1, "class": "CutMango", "annotation": [], "subset": "testing"}
            """);
    // When
    Corpus corpus = Corpus.read(json);
    // Then
    assertThat(corpus.videos())
        .extracting(CorpusVideo::videoId, CorpusVideo::category, v -> v.published().orElseThrow())
        .containsExactly(
            tuple("xyz", "CutMango", Split.TEST),
            tuple("LtRSn-ntcLY", "ReplaceCDDriveWithSSD", Split.TRAIN));
    assertThat(corpus.videos().get(1).labels())
        .containsExactly(BACKGROUND, ACTION, ACTION, BACKGROUND, BACKGROUND, ACTION, ACTION);
    assertThat(corpus.videos().get(1).relevance()).isEmpty();
  }

  @Test
  void what_is_wrong_in_coin_is_said() throws IOException {
    Path subset = coin("\"a\": {\"duration\": 1, \"class\": \"C\", \"subset\": \"maybe\"}");
    assertThatThrownBy(() -> Corpus.read(subset))
        .hasMessageContaining("video a: subset is 'maybe', expected training");
    Path endless = coin("\"a\": {\"duration\": 1e12, \"class\": \"C\", \"subset\": \"training\"}");
    assertThatThrownBy(() -> Corpus.read(endless))
        .hasMessageContaining("duration is '1.0E12', expected seconds");
    Path list = write("coin.json", "[1, 2]");
    assertThatThrownBy(() -> Corpus.read(list)).hasMessageContaining("has no object 'database'");
    Path broken = write("coin.json", "{");
    assertThatThrownBy(() -> Corpus.read(broken)).hasMessageContaining("is not JSON");
    assertThatThrownBy(() -> Corpus.read(folder.resolve("none")))
        .hasMessageContaining("There is no data set at");
  }

  @Test
  void no_video_is_in_two_splits_though_it_is_in_two_categories() throws IOException {
    // Given
    write("videos/apple.csv", "both,0.5\nchecked,0.5\nheld,0.5\n");
    write("videos/box.csv", "both,0.5\nseen,0.5\nchecked,0.4\n");
    Corpus corpus = Corpus.read(folder);
    // When
    Map<String, Split> splits =
        CorpusSplits.of(
            corpus.videos(), new SplitRule(CorpusSplits.PUBLISHED_HELD_OUT, 0), Set.of("checked"));
    // Then
    assertThat(splits)
        .isEqualTo(
            Map.of(
                "both", Split.HELD_OUT,
                "held", Split.HELD_OUT,
                "checked", Split.TEST,
                "seen", Split.TRAIN));
  }

  @Test
  void what_the_publishers_put_aside_is_for_testing() throws IOException {
    Path json =
        coin(
            "\"a\": {\"duration\": 1, \"class\": \"C\", \"subset\": \"testing\"},"
                + "\"b\": {\"duration\": 1, \"class\": \"C\", \"subset\": \"training\"}");

    assertThat(CorpusSplits.of(Corpus.read(json).videos(), new SplitRule(Set.of("C"), 0), Set.of()))
        .isEqualTo(Map.of("a", Split.TEST, "b", Split.HELD_OUT));
  }

  private Path coin(String videos) throws IOException {
    return write("coin.json", "{\"database\": {" + videos + "}}");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
