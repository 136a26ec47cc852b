package org.genhowto.generator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.torch.Devices;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.Target;

/**
 * Settings of the generator.
 *
 * @param model folder of the base model, in the layout of diffusers
 * @param targets folder of GenHowTo's weights for each target
 * @param maxPixels largest input image
 * @param devices where it works, one request at a time on each: auto, cpu, or names such as gpu:0
 */
record GeneratorSettings(
    Path model, Map<Target, Path> targets, long maxPixels, List<String> devices) {

  public GeneratorSettings {
    targets = Map.copyOf(targets);
    devices = List.copyOf(devices);
  }

  /**
   * Keys generator.model, generator.actions, generator.states, generator.max-pixels,
   * generator.devices.
   */
  public static GeneratorSettings from(Configuration configuration) {
    Path models = Path.of("miniature/models");
    return new GeneratorSettings(
        configuration.path("generator.model", models.resolve("diffusion")),
        Map.of(
            Target.ACTION,
            configuration.path("generator.actions", models.resolve("genhowto-actions")),
            Target.FINAL_STATE,
            configuration.path("generator.states", models.resolve("genhowto-states"))),
        configuration.whole("generator.max-pixels", 40_000_000, 1, 1_000_000_000),
        configuration.list("generator.devices", List.of(Devices.AUTO)));
  }
}
