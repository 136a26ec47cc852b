package org.genhowto.launcher.options;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;

/** Where the miniature models lie that come with the project. */
public final class Models {
  private static final String CAPTION_JUDGE = "captioner.clip";

  private Models() {}

  /** Folder of the models: beside the start script, or below the working directory. */
  public static Path folder() {
    return Path.of(System.getProperty("genhowto.home", "."), "miniature", "models");
  }

  /** Settings that make every worker use them. */
  public static Map<String, String> settings() {
    return Map.ofEntries(
        at("localizer.model", "localizer"),
        at("localizer.clip", "clip"),
        at("captioner.model", "captioner"),
        at(CAPTION_JUDGE, "clip"),
        at("generator.model", "diffusion"),
        at("generator.states", "genhowto-states"),
        at("generator.actions", "genhowto-actions"),
        at("generator.clip", "clip"),
        at("trainer.model", "diffusion"),
        at("trainer.states", "genhowto-states"),
        at("trainer.actions", "genhowto-actions"),
        at("evaluator.clip", "clip"));
  }

  /**
   * Settings with them where nobody names others. A captioner of one's own is not judged by the
   * miniature's CLIP, which knows other words.
   */
  public static Configuration beneath(Configuration given) {
    Map<String, String> settings = new HashMap<>(settings());
    if (given.find("captioner.model").isPresent()) {
      settings.remove(CAPTION_JUDGE);
    }
    return given.withDefaults(settings);
  }

  private static Map.Entry<String, String> at(String setting, String part) {
    return Map.entry(setting, folder().resolve(part).toString());
  }
}
