package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Sight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VideoScriptTest {

  @ParameterizedTest
  @EnumSource(Category.class)
  void videos_have_their_length_and_most_show_the_three_phases_in_order(Category category) {
    int longest = 45 + 20 * (category.family().steps() - 1);
    var scripts =
        LongStream.range(0, 60)
            .mapToObj(seed -> VideoScript.of(Edition.SECOND, category, seed))
            .toList();

    assertThat(scripts).allMatch(script -> script.seconds() >= 25 && script.seconds() <= longest);
    assertThat(scripts.stream().filter(VideoScriptTest::ordered).count()).isBetween(45L, 60L);
  }

  @Test
  void some_videos_tease_and_in_some_nothing_happens() {
    var scripts =
        LongStream.range(0, 60)
            .mapToObj(seed -> VideoScript.of(Edition.SECOND, Category.EGG, seed))
            .toList();

    assertThat(scripts.stream().filter(VideoScriptTest::teases).count()).isBetween(5L, 40L);
    assertThat(scripts.stream().filter(script -> !shows(script, Phase.ACTION)).count())
        .isBetween(1L, 15L);
  }

  @Test
  void a_folder_holds_videos_and_the_truth_of_every_second(@TempDir Path temporary)
      throws Exception {
    var folder = VideoFolder.render(temporary, Edition.SECOND, List.of(Category.GLASS), 0, 1);

    var script = VideoScript.of(Edition.SECOND, Category.GLASS, 0);
    assertThat(folder.files()).hasSize(1);
    assertThat(Files.size(folder.files().get(0))).isGreaterThan(10_000);
    assertThat(folder.files().get(0).getFileName()).asString().startsWith(script.id());
    assertThat(folder.labels(Category.GLASS, script.id())).isEqualTo(script.labels());
    assertThat(temporary.resolve("videos/glass.csv")).content().contains(script.id());
  }

  @Test
  void a_change_of_two_steps_has_triplets_of_both_and_of_all() {
    var script =
        LongStream.range(0, 20)
            .mapToObj(seed -> VideoScript.of(Edition.SECOND, Category.CARROT, seed))
            .filter(each -> shows(each, Phase.ACTION) && !teases(each))
            .findFirst()
            .orElseThrow();
    int whole = second(script, 0, Phase.INITIAL);
    int peeling = second(script, 0, Phase.ACTION);
    int peeled = second(script, 0, Phase.FINAL);
    int slicing = second(script, 1, Phase.ACTION);
    int sliced = second(script, 1, Phase.FINAL);

    assertThat(List.of(whole, peeling, peeled, slicing, sliced)).isSorted();
    assertThat(script.isRight(whole, peeling, peeled)).isTrue();
    assertThat(script.isRight(peeled, slicing, sliced)).isTrue();
    assertThat(script.isRight(whole, slicing, sliced)).isTrue();
    assertThat(script.isRight(peeled, peeling, sliced)).isFalse();
    assertThat(script.isRight(whole, slicing, peeled)).isFalse();
    assertThat(script.isRight(sliced, slicing, peeled)).isFalse();
    assertThat(script.labels()[peeled]).isEqualTo(Phase.BACKGROUND);
    assertThat(script.labels(Phase.INITIAL)[peeled]).isEqualTo(Phase.INITIAL.label());
    assertThat(script.labels(Phase.FINAL)[sliced]).isEqualTo(Phase.FINAL.label());
  }

  private static int second(VideoScript script, int step, Phase phase) {
    return script.sights().entrySet().stream()
        .filter(entry -> entry.getValue().equals(Sight.of(step, phase)))
        .findFirst()
        .orElseThrow()
        .getKey();
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
