package org.genhowto.miniature.training;

import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.genhowto.captioner.blip2.CaptionerConfig;
import org.genhowto.captioner.blip2.LanguageConfig;
import org.genhowto.captioner.blip2.QueryConfig;
import org.genhowto.captioner.blip2.VisionConfig;
import org.genhowto.captioner.training.CaptionerRecipe;
import org.genhowto.generator.training.TrainingPlan;
import org.genhowto.localizer.training.RelevanceGate;
import org.genhowto.localizer.training.TrainingSettings;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Knobs;

/**
 * How the miniature's captioner, localizer and diffusion models are trained; how long is the
 * scale's matter.
 */
public final class MiniatureRecipes {
  private static final int SAVE_EVERY = 250;

  private MiniatureRecipes() {}

  /**
   * For some thousand videos of half a minute, and small features: two minutes a run on one core.
   */
  public static TrainingSettings localizer() {
    return new TrainingSettings(
        List.of(256),
        30,
        3,
        16,
        1e-3,
        0.9,
        1e-3,
        10,
        500,
        8,
        TrainingSettings.Ordering.CAUSAL,
        RelevanceGate.open(),
        0);
  }

  /** Under a million numbers, for square pictures of 64 pixels. */
  static CaptionerConfig captionerSizes(Vocabulary words) {
    int end = words.end();
    return new CaptionerConfig(
        new VisionConfig(64, 8, 96, 384, 3, 4, 1e-6),
        new QueryConfig(8, 96, 384, 2, 4, 2, 1e-12),
        new LanguageConfig(words.size(), 96, 384, 2, 4, 40, words.start(), end, end),
        Set.of(end),
        true);
  }

  static CaptionerRecipe captioner(long steps) {
    return new CaptionerRecipe(steps, 32, 1e-3, 100, 0.02, 0.995, SAVE_EVERY, 1);
  }

  static TrainingPlan autoencoder(Path state, long steps) {
    return new TrainingPlan(state, steps, 8, 3e-3, 50, 0.99, 1, SAVE_EVERY, DataType.FLOAT16);
  }

  static TrainingPlan base(Path state, long steps) {
    return new TrainingPlan(state, steps, 24, 1.5e-3, 100, 0.998, 2, SAVE_EVERY, DataType.FLOAT16);
  }

  static TrainingPlan genHowTo(Path state, long steps, Knobs.Learning knobs) {
    return new TrainingPlan(
        state,
        Math.round(knobs.steps() * steps),
        24,
        1e-3,
        50,
        knobs.averaging(),
        3,
        SAVE_EVERY,
        DataType.FLOAT16);
  }

  static TrainingPlan instructPix2Pix(Path state, long steps) {
    return onFromBase(state, steps, 4);
  }

  static TrainingPlan tuned(Path state, long steps) {
    return onFromBase(state, steps, 5);
  }

  /** All that goes on from the base model is trained alike, in an order of its own. */
  private static TrainingPlan onFromBase(Path state, long steps, long seed) {
    return new TrainingPlan(state, steps, 24, 1e-3, 50, 0.998, seed, SAVE_EVERY, DataType.FLOAT16);
  }
}
