package org.genhowto.launcher.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.genhowto.evaluator.EvaluatorSettings;
import org.genhowto.evaluator.heldout.HeldOutSettings;
import org.genhowto.launcher.options.Models;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.trainer.TrainerSettings;

/**
 * How a system in one process learns from the videos it is given, with the models that come with
 * the project: when it trains, on what a candidate is measured, and that the gate puts it in
 * service. Each setting holds where the user says nothing; with other models, none of them does.
 */
public final class SelfTraining {
  private static final Section TRAINER = TrainerSettings.SECTION;
  private static final String NEW_SAMPLES = "new-samples";

  /** A training of some minutes beside the rest of the system. */
  static final Map<String, String> TRAINING =
      Map.ofEntries(
          Map.entry("trainer.steps", "300"),
          Map.entry("trainer.batch", "8"),
          Map.entry("trainer.rate", "1e-4"),
          Map.entry("trainer.warm-up", "20"),
          Map.entry("trainer.average", "0.98"),
          Map.entry("trainer.save-every", "50"),
          Map.entry("trainer.limit", "1h"),
          Map.entry("trainer.pause", "5m"),
          Map.entry("trainer.share", "0.5"),
          Map.entry("shard-writer.max-linger-seconds", "10"),
          Map.entry("compactor.idle", "20s"));

  /** Such that images of the miniature in the number of the held-out scenes can be told apart. */
  private static final Map<String, String> GATE =
      Map.ofEntries(
          Map.entry("held-out.set", HeldOutScenes.SET),
          Map.entry("held-out.at-once", "2"),
          Map.entry("held-out.asks", "beside-a-candidate"),
          Map.entry("evaluator.set", HeldOutScenes.SET),
          Map.entry("metrics.c-grid", "0.01,0.1,1"),
          Map.entry("metrics.minimum-per-category", "2"),
          Map.entry("metrics.gate-set", HeldOutScenes.SET),
          Map.entry("metrics.gate-pairs", "60"),
          Map.entry("metrics.gate", "accuracy >= -0.1,agreement >= -0.02,fid <= 25%"),
          Map.entry("metrics.gate-promotion", "by-gate"));

  private SelfTraining() {}

  /**
   * How it came out.
   *
   * @param on whether trainings begin by themselves
   */
  public record Plan(Configuration settings, boolean on) {
    /** In words, for who starts the system. */
    public String words() {
      return on
          ? "by itself, with every %d new samples of the dataset (--no-training leaves it off)"
              .formatted(settings.values(TRAINER).whole(NEW_SAMPLES))
          : "off";
    }
  }

  /**
   * The settings that a system is to run with.
   *
   * @param given the user's settings, and those that name the models
   * @param allowed whether it may train by itself
   * @param data folder of everything kept
   * @throws IOException the held-out scenes cannot be drawn
   */
  public static Plan of(Configuration given, boolean allowed, Path data) throws IOException {
    if (!allowed) {
      return new Plan(given.with(Map.of(TRAINER.key(NEW_SAMPLES), "0")), false);
    }
    if (!usesMiniature(given)) {
      return new Plan(given, trains(given));
    }
    Configuration settings = given.withDefaults(Map.of(TRAINER.key(NEW_SAMPLES), "16"));
    if (!trains(settings)) {
      return new Plan(settings, false);
    }
    settings = settings.withDefaults(TRAINING);
    return new Plan(
        isMeasuredByUser(given) ? settings : measured(settings, new HeldOutScenes(data)), true);
  }

  private static boolean trains(Configuration settings) {
    return settings.values(TRAINER).whole(NEW_SAMPLES) > 0;
  }

  /** What a user measures releases on is his whole choice. */
  private static boolean isMeasuredByUser(Configuration given) {
    return HeldOutSettings.from(given).requests().isPresent()
        || EvaluatorSettings.from(given).reference().isPresent();
  }

  /** Settings by which candidates are measured on these scenes, which are drawn where they lack. */
  static Configuration measured(Configuration settings, HeldOutScenes scenes) throws IOException {
    scenes.layOut();
    Map<String, String> folders = new HashMap<>();
    folders.put("held-out.requests", scenes.requests().toString());
    folders.put("evaluator.reference", scenes.reference().toString());
    String all = scenes.folder().toString();
    if (!all.contains(",")) { // The setting is a list; nothing else shows these scenes anyway.
      folders.put("shard-writer.held-out", all);
    }
    return settings.withDefaults(GATE).withDefaults(folders);
  }

  /** Whether every model is that of the project. */
  static boolean usesMiniature(Configuration given) {
    return Models.settings().entrySet().stream()
        .allMatch(
            ours ->
                given
                    .find(ours.getKey())
                    .map(Path::of)
                    .filter(same(Path.of(ours.getValue())))
                    .isPresent());
  }

  private static Predicate<Path> same(Path ours) {
    return path -> path.toAbsolutePath().normalize().equals(ours.toAbsolutePath().normalize());
  }
}
