package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
  private static final World WORLD = World.committed();

  @TempDir private Path folder;

  @Test
  void samples_are_read_as_the_squares_that_methods_see() throws IOException {
    TrialFolder.heldOut(folder, 1);

    var examples = Examples.of(folder, Scale.smoke(), SceneSeeds.usual());

    var mug = examples.mined(List.of(Category.MUG)).findFirst().orElseThrow();
    assertThat(examples.mined()).hasSize(10);
    assertThat(examples.scenes()).hasSize(18);
    assertThat(examples.asked()).hasSize(20);
    assertThat(examples.tested(WORLD.unseen()).distinct()).hasSize(10);
    assertThat(examples.all()).hasSize(30);
    assertThat(mug.video()).isEqualTo("mug-7000000");
    assertThat(mug.image(Phase.FINAL).width()).isEqualTo(Example.SIDE);
    assertThat(mug.image(Phase.FINAL)).isNotEqualTo(mug.image(Phase.INITIAL));
    assertThat(mug.prompt(Phase.ACTION)).startsWith("a person pouring");
    assertThatThrownBy(() -> mug.prompt(Phase.INITIAL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_measured_category_without_a_sample_is_named() throws IOException {
    write(TrialFolder.sample(Category.MUG, 1));

    assertThatThrownBy(() -> Examples.of(folder, Scale.smoke(), SceneSeeds.usual()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no sample of orange");
  }

  @Test
  void two_samples_of_one_name_are_refused() throws IOException {
    var sample = TrialFolder.sample(Category.MUG, 1);
    write(sample, TrialFolder.sample(Category.MUG, 2), sample);
    var mined = MinedExample.of(folder);

    assertThatThrownBy(() -> new Examples(WORLD, mined, List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two mined samples are called mug-000001-3-9-20");
  }

  @Test
  void other_prompts_or_pictures_are_another_version() throws IOException {
    write(TrialFolder.sample(Category.MUG, 1));
    var mug = MinedExample.of(folder).get(0);
    var reworded =
        new MinedExample(
            mug.id(), mug.video(), mug.category(), mug.images(), "pouring", mug.finalPrompt());
    var swapped =
        new MinedExample(
            mug.id(),
            mug.video(),
            mug.category(),
            List.of(mug.images().get(1), mug.images().get(1), mug.images().get(2)),
            mug.actionPrompt(),
            mug.finalPrompt());

    var version = version(mug);

    assertThat(version).isEqualTo(version(mug)).hasSize(12);
    assertThat(List.of(version(reworded), version(swapped))).doesNotContain(version);
  }

  private static String version(MinedExample example) {
    return new Examples(WORLD, List.of(example), List.of(), List.of()).version();
  }

  private void write(ShardSample... samples) throws IOException {
    try (var tar = new ShardTar(Files.newOutputStream(folder.resolve("a.tar")))) {
      for (var sample : samples) {
        tar.add(sample);
      }
    }
  }
}
