package org.genhowto.launcher.learning;

import java.util.List;
import java.util.Map;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.World;

/**
 * How much a bench of the loop does.
 *
 * @param waves of good videos before the bad ones
 * @param categories of videos and of held-out scenes
 * @param videos of each category in a wave
 * @param scenes held-out requests of each category
 * @param settings of trainer and gate
 */
record LoopScale(
    int waves, List<Category> categories, int videos, int scenes, Map<String, String> settings) {
  LoopScale {
    categories = List.copyOf(categories);
    settings = Map.copyOf(settings);
  }

  /** All categories, and what serve trains and asks. */
  static LoopScale full() {
    return new LoopScale(
        2,
        World.committed().categories(),
        2,
        HeldOutScenes.SCENES_PER_CATEGORY,
        Map.of(
            "trainer.share",
            "1",
            "held-out.at-once",
            "4",
            "metrics.gate",
            "background >= -0.02,accuracy >= -0.1,agreement >= -0.02,fid <= 25%"));
  }

  /** Whether the parts go together: too little to tell a better model by. */
  static LoopScale smoke() {
    List<Category> all = World.committed().seen();
    return new LoopScale(
        1,
        all.subList(0, Math.min(6, all.size())),
        1,
        1,
        Map.of(
            "trainer.share", "1",
            "trainer.steps", "80",
            "trainer.batch", "4",
            "trainer.rate", "5e-4",
            "trainer.warm-up", "5",
            "trainer.average", "0.9",
            "held-out.at-once", "4",
            "metrics.interval", "1s",
            "metrics.gate-pairs", "6",
            "metrics.gate", "background >= -0.02,agreement >= -0.15"));
  }
}
