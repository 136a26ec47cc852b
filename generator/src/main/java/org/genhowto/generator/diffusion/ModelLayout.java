package org.genhowto.generator.diffusion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
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
 * @param base folder with vae/, text_encoder/ and tokenizer/, or a {@link SingleFile}
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
    if (Files.isRegularFile(root)) {
      SingleFile.read(root);
      return new ModelLayout(root, Map.of(), null);
    }
    List<ModelLocation> places = ModelLocation.below(root);
    List<Path> bases =
        places.stream()
            .filter(place -> place.has("vae") && place.has("text_encoder"))
            .filter(place -> !place.called(INSTRUCT_PIX2PIX))
            .map(ModelLocation::folder)
            .toList();
    if (bases.isEmpty()) {
      bases = files(places.stream().filter(place -> !place.called(INSTRUCT_PIX2PIX)));
    }
    if (bases.size() != 1) {
      throw new CheckpointException(
          "%s has %s; expected one folder with vae/, text_encoder/ and tokenizer/, as diffusers"
                  .formatted(root, bases.isEmpty() ? "no base model" : "base models " + bases)
              + " writes Stable Diffusion 2, or one file of it in its original layout.");
    }
    Map<Target, Path> targets = new EnumMap<>(Target.class);
    places.stream().filter(DenoiserFiles::isGenHowTo).forEach(place -> add(targets, place));
    return new ModelLayout(bases.get(0), targets, edits(places));
  }

  private static List<Path> files(Stream<ModelLocation> places) {
    return places.flatMap(place -> SingleFile.in(place).stream()).toList();
  }

  private static @Nullable Path edits(List<ModelLocation> places) {
    List<ModelLocation> called =
        places.stream().filter(place -> place.called(INSTRUCT_PIX2PIX)).limit(1).toList();
    List<Path> files = files(called.stream().filter(place -> !place.has("unet")));
    return Stream.concat(files.stream(), called.stream().map(ModelLocation::folder))
        .findFirst()
        .orElse(null);
  }

  /** Whether a folder is a part of InstructPix2Pix, and not of the base model. */
  static boolean isOfInstructPix2Pix(ModelLocation part) {
    Path pipeline = part.folder().getParent();
    if (pipeline != null && Files.isRegularFile(pipeline)) {
      pipeline = pipeline.getParent();
    }
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
