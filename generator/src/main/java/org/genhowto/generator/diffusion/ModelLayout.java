package org.genhowto.generator.diffusion;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of GenHowTo lie below one folder, whatever people called them: the base model as
 * diffusers writes it, and the weights for one target or both. A folder of weights tells its target
 * by its name, as the published GenHowTo-STATES-96h-v1 and GenHowTo-ACTIONS-96h-v1 do; one that
 * does not serves what no other serves.
 *
 * @param base folder with vae/, text_encoder/ and tokenizer/
 * @param instructPix2Pix folder with unet/, called so, where there is one
 */
public record ModelLayout(Path base, Map<Target, Path> targets, @Nullable Path instructPix2Pix) {
  private static final String INSTRUCT_PIX2PIX = "instruct-pix2pix";

  public ModelLayout {
    targets = Map.copyOf(targets);
  }

  /**
   * Looks for the parts.
   *
   * @throws CheckpointException where there is no base model, or more than one
   */
  public static ModelLayout below(Path root) {
    List<ModelLocation> places = ModelLocation.below(root);
    List<Path> bases =
        places.stream()
            .filter(place -> place.has("vae") && place.has("text_encoder"))
            .filter(place -> !place.called(INSTRUCT_PIX2PIX))
            .map(ModelLocation::folder)
            .toList();
    if (bases.isEmpty()) {
      places.stream()
          .flatMap(place -> SingleFile.in(place).stream())
          .findFirst()
          .ifPresent(
              sentence -> {
                throw new CheckpointException(sentence);
              });
    }
    if (bases.size() != 1) {
      throw new CheckpointException(
          "%s has %s; expected one folder with vae/, text_encoder/ and tokenizer/, as diffusers"
                  .formatted(root, bases.isEmpty() ? "no base model" : "base models " + bases)
              + " writes Stable Diffusion 2.");
    }
    Map<Target, Path> targets = new EnumMap<>(Target.class);
    places.stream().filter(DenoiserFiles::isGenHowTo).forEach(place -> add(targets, place));
    Path edits =
        places.stream()
            .filter(place -> place.called(INSTRUCT_PIX2PIX))
            .map(ModelLocation::folder)
            .findFirst()
            .orElse(null);
    return new ModelLayout(bases.get(0), targets, edits);
  }

  /** Whether a folder is a part of InstructPix2Pix, and not of the base model. */
  static boolean isOfInstructPix2Pix(ModelLocation part) {
    Path pipeline = part.folder().getParent();
    return pipeline != null && pipeline.endsWith(INSTRUCT_PIX2PIX);
  }

  private static void add(Map<Target, Path> targets, ModelLocation place) {
    String name = String.valueOf(place.folder().getFileName()).toLowerCase(Locale.ROOT);
    if (name.contains("state")) {
      targets.put(Target.FINAL_STATE, place.folder());
    } else if (name.contains("action")) {
      targets.put(Target.ACTION, place.folder());
    } else {
      for (Target target : Target.values()) {
        targets.putIfAbsent(target, place.folder());
      }
    }
  }

  /** A target as the command line spells it. */
  public static String spelling(Target target) {
    return target.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The folder of one target.
   *
   * @throws CheckpointException where there is none
   */
  public Path target(Target target) {
    Path folder = targets.get(target);
    if (folder == null) {
      throw new CheckpointException(
          "No GenHowTo weights for %s beside %s; expected a folder with %s and, as .pth or"
                  .formatted(spelling(target), base, DenoiserFiles.CONTROLNET_CONFIG)
              + " .safetensors, GenHowTo_controlnet and GenHowTo_sdunet.");
    }
    return folder;
  }

  /**
   * The folder of InstructPix2Pix.
   *
   * @throws CheckpointException where there is none
   */
  public Path requireInstructPix2Pix() {
    if (instructPix2Pix == null) {
      throw new CheckpointException(
          "No InstructPix2Pix beside %s; expected a folder %s with unet/, as diffusers writes it."
              .formatted(base, INSTRUCT_PIX2PIX));
    }
    return instructPix2Pix;
  }
}
