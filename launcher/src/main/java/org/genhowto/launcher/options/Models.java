package org.genhowto.launcher.options;

import java.nio.file.Path;
import java.util.Map;

/** Where the miniature models lie that come with the project. */
public final class Models {
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
        at("generator.model", "diffusion"),
        at("generator.states", "genhowto-states"),
        at("generator.actions", "genhowto-actions"),
        at("generator.clip", "clip"),
        at("trainer.model", "diffusion"),
        at("trainer.states", "genhowto-states"),
        at("trainer.actions", "genhowto-actions"),
        at("evaluator.clip", "clip"));
  }

  private static Map.Entry<String, String> at(String setting, String part) {
    return Map.entry(setting, folder().resolve(part).toString());
  }
}
