package org.genhowto.generator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.networks.torch.Devices;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.queue.QueueSettings;
import org.genhowto.schemas.Target;

/**
 * Settings of the generator.
 *
 * @param model folder of the base model, in the layout of diffusers
 * @param targets folder of GenHowTo's weights for each target
 * @param maxPixels largest input image
 * @param devices where it works: auto, cpu, or names such as gpu:0
 * @param batch images that a device makes side by side; 0 finds out
 * @param instructPix2Pix folder of that method's weights, where there are any
 * @param clip folder of the CLIP that judges candidates
 * @param kept weights that stay in memory after others took their place, for each target
 * @param releases folder of released weights that came from the blob store
 */
public record GeneratorSettings(
    Path model,
    Map<Target, Path> targets,
    long maxPixels,
    List<String> devices,
    int batch,
    Optional<Path> instructPix2Pix,
    Path clip,
    int kept,
    Path releases) {

  public static final Section SECTION =
      Section.of(
              "generator",
              "The worker that makes images.",
              Setting.path(
                  "model",
                  "miniature/models/diffusion",
                  "Folder of the base model, in the layout of diffusers."),
              Setting.path(
                  "actions",
                  "miniature/models/genhowto-actions",
                  "Folder of GenHowTo's weights for actions."),
              Setting.path(
                  "states",
                  "miniature/models/genhowto-states",
                  "Folder of GenHowTo's weights for final states."),
              Setting.whole("max-pixels", 40_000_000, 1, 1_000_000_000, "Largest input image.")
                  .in("pixels"),
              Setting.list(
                  "devices",
                  Devices.AUTO,
                  "Where it works: auto, cpu, or names such as gpu:0. Each has its weights and its"
                      + " requests."),
              Setting.whole(
                      "batch",
                      0,
                      0,
                      1024,
                      "Images that a device makes side by side, whatever their steps and prompts;"
                          + " 0 is as many as fit on a graphics card, by trial at the start, and 4"
                          + " on a processor.")
                  .in("images"),
              Setting.path(
                      "instruct-pix2pix",
                      "",
                      "Folder of InstructPix2Pix with unet/, as diffusers writes it, for requests"
                          + " of that method.")
                  .otherwise("they fail"),
              Setting.path(
                  "clip",
                  "miniature/models/clip",
                  "Folder of the CLIP that judges candidates; read when the first request has"
                      + " some."),
              Setting.whole(
                      "kept",
                      1,
                      0,
                      16,
                      "Weights of a target that stay in memory after a release took their place,"
                          + " for requests that pin them.")
                  .in("versions"),
              Setting.path(
                  "releases",
                  "data/releases",
                  "Folder of released weights that came from the blob store, a folder for each;"
                      + " the workers of a machine can share it. Old ones may be deleted."))
          .and(QueueSettings.KEYS);

  public GeneratorSettings {
    targets = Map.copyOf(targets);
    devices = List.copyOf(devices);
  }

  public static GeneratorSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new GeneratorSettings(
        values.path("model"),
        Map.of(Target.ACTION, values.path("actions"), Target.FINAL_STATE, values.path("states")),
        values.whole("max-pixels"),
        values.list("devices"),
        values.integer("batch"),
        values.findPath("instruct-pix2pix"),
        values.path("clip"),
        values.integer("kept"),
        values.path("releases"));
  }
}
