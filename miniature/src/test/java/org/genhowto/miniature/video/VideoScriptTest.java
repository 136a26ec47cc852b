package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VideoScriptTest {

  @ParameterizedTest
  @EnumSource(Category.class)
  void videos_have_their_length_and_most_show_the_three_phases_in_order(Category category) {
    var scripts = LongStream.range(0, 60).mapToObj(seed -> VideoScript.of(category, seed)).toList();

    assertThat(scripts).allMatch(script -> script.seconds() >= 25 && script.seconds() <= 45);
    assertThat(scripts.stream().filter(VideoScriptTest::ordered).count()).isBetween(45L, 60L);
  }

  @Test
  void some_videos_tease_and_in_some_nothing_happens() {
    var scripts =
        LongStream.range(0, 60).mapToObj(seed -> VideoScript.of(Category.EGG, seed)).toList();

    assertThat(scripts.stream().filter(VideoScriptTest::teases).count()).isBetween(5L, 40L);
    assertThat(scripts.stream().filter(script -> !shows(script, Phase.ACTION)).count())
        .isBetween(1L, 15L);
  }

  @Test
  void a_folder_holds_videos_and_the_truth_of_every_second(@TempDir Path temporary)
      throws Exception {
    var folder = VideoFolder.render(temporary, List.of(Category.GLASS), 0, 1);

    var script = VideoScript.of(Category.GLASS, 0);
    assertThat(folder.files()).hasSize(1);
    assertThat(Files.size(folder.files().get(0))).isGreaterThan(10_000);
    assertThat(folder.files().get(0).getFileName()).asString().startsWith(script.id());
    assertThat(folder.labels(Category.GLASS, script.id())).isEqualTo(script.labels());
    assertThat(temporary.resolve("videos/glass.csv")).content().contains(script.id());
  }

  private static boolean ordered(VideoScript script) {
    int next = 1;
    for (int label : script.labels()) {
      if (label == next) {
        next++;
      }
    }
    return next == 4;
  }

  private static boolean teases(VideoScript script) {
    int[] states = Arrays.stream(script.labels()).filter(label -> label > 0).toArray();
    return states[0] == Phase.FINAL.label();
  }

  private static boolean shows(VideoScript script, Phase phase) {
    return Arrays.stream(script.labels()).anyMatch(label -> label == phase.label());
  }
}
