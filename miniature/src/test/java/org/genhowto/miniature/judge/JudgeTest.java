package org.genhowto.miniature.judge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class JudgeTest {
  @TempDir private Path folder;

  @Test
  void it_learns_to_tell_what_frames_show() throws Exception {
    var smoke = Scale.smoke(new World(Edition.SECOND, World.Purpose.FINAL), Knobs.usual());
    var scale =
        new Scale(
            "trial",
            smoke.world(),
            smoke.knobs(),
            smoke.stills(),
            smoke.steps(),
            smoke.mining(),
            new Scale.Judging(150, 32),
            smoke.trial());
    List<String> lines = new ArrayList<>();
    new JudgeTraining(scale, folder.resolve("state"), lines::add).train(folder.resolve("judge"));

    try (var manager = NDManager.newBaseManager();
        var judge = Judge.load(manager, folder.resolve("judge"), Edition.SECOND)) {
      int right = 0;
      for (int i = 0; i < 100; i++) {
        var still = Gallery.of(scale).validation(i);
        var seen = judge.nearest(Pictures.rgb(still.image()), meaning -> true);
        right += seen.equals(still.meaning()) ? 1 : 0;
      }

      // One in a hundred would be chance.
      assertThat(right).isGreaterThan(60);
      assertThat(judge.meanings()).hasSize(104);
    }
    assertThat(lines).anyMatch(line -> line.startsWith("judge: step 150 of 150"));
  }
}
