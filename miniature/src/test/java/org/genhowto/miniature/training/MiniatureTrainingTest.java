package org.genhowto.miniature.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniatureTrainingTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(lines, true, StandardCharsets.UTF_8);

  @Test
  void a_stage_says_what_it_needs() throws Exception {
    var training = new MiniatureTraining(folder, Scale.smoke(), out);

    assertThatThrownBy(() -> training.run(Stage.BASE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The stage base needs vae, which is not done.");
  }

  @Test
  void a_folder_keeps_its_scale() throws Exception {
    new MiniatureTraining(folder, Scale.smoke(), out);

    assertThatThrownBy(
            () -> new MiniatureTraining(folder, Scale.full(World.committed(), Knobs.usual()), out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds work with other settings than the scale 'full'");
  }
}
