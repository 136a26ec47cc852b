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
    return Map.of(
        "localizer.model", folder().resolve("localizer").toString(),
        "localizer.clip", folder().resolve("clip").toString(),
        "captioner.model", folder().resolve("captioner").toString(),
        "generator.model", folder().resolve("diffusion").toString(),
        "generator.states", folder().resolve("genhowto-states").toString(),
        "generator.actions", folder().resolve("genhowto-actions").toString(),
        "generator.clip", folder().resolve("clip").toString(),
        "evaluator.clip", folder().resolve("clip").toString());
  }
}
