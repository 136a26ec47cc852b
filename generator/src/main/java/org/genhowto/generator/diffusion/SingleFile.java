package org.genhowto.generator.diffusion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.checkpoint.WholeFile;
import org.jspecify.annotations.Nullable;

/**
 * Stable Diffusion 1 or 2 as one file in its original layout. It stands for a folder of diffusers,
 * with parts such as {@code sd.ckpt/unet}. It has neither configuration nor tokenizer: the one is
 * told by names and shapes, the other lies in a folder beside the file.
 *
 * <p>Whether version 2 predicts noise or velocity no tensor tells. The configuration that was
 * published beside such files does, {@code sd.yaml} for {@code sd.ckpt}; without it version 2 is
 * taken for the model of 768 pixels, which predicts velocity.
 */
public final class SingleFile {
  private static final String UNET = "model.diffusion_model.";
  private static final String AUTOENCODER = "first_stage_model.";
  private static final String TEXT = "cond_stage_model.";
  private static final String LARGE_TEXT = "conditioner.embedders.";
  private static final String CONTROLNET = "control_model.";
  private static final Set<String> ENDINGS = Set.of("ckpt", "safetensors", "pth", "pt");
  private static final Pattern PARAMETERIZATION =
      Pattern.compile("(?m)^\\s*parameterization:\\s*[\"']?(v|eps)\\b");
  private static final Pattern IMAGE_SIZE = Pattern.compile("(?m)^\\s*image_size:\\s*(\\d{1,4})");
  private static final int SIDE = 64;
  private static final int SIDE_OF_VELOCITY = 96;

  private final Path file;
  private final Checkpoint all;
  private final OriginalUNet unet;
  private final String settings;

  private SingleFile(Path file, Checkpoint all) {
    this.file = file;
    this.all = all;
    this.unet = new OriginalUNet(all.under(UNET));
    this.settings = settings(file);
  }

  /**
   * Reads the names of a file.
   *
   * @throws CheckpointException it is no such file, or that of another model
   */
  public static SingleFile read(Path file) {
    Checkpoint all = Checkpoint.open(file);
    if (has(all, LARGE_TEXT)) {
      throw new CheckpointException(
          file + " is Stable Diffusion XL, which is not read; expected version 1 or 2.");
    }
    if (!has(all, UNET)) {
      throw new CheckpointException(
          has(all, CONTROLNET)
              ? file
                  + " is a ControlNet for pictures in its original layout; GenHowTo's is another one, and no other is read."
              : "%s is not Stable Diffusion in one file; expected tensors %s..., %s... and %s..."
                  .formatted(file, UNET, AUTOENCODER, TEXT));
    }
    return new SingleFile(file, all);
  }

  /**
   * The file that a part lies in.
   *
   * @throws CheckpointException as {@link #read} does
   */
  public static Optional<SingleFile> containing(Path part) {
    return WholeFile.containing(part).map(SingleFile::read);
  }

  /**
   * The files in a folder that are Stable Diffusion, or another model in a like layout, or ought to
   * be; {@link #read} tells.
   */
  public static List<Path> in(ModelLocation place) {
    try (Stream<Path> files = Files.list(place.folder())) {
      return files.sorted().filter(SingleFile::isOriginal).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + place.folder() + " cannot be read.", e);
    }
  }

  private static boolean isOriginal(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!ENDINGS.contains(ending) || !Files.isRegularFile(file)) {
      return false;
    }
    try {
      Checkpoint all = Checkpoint.open(file);
      return has(all, UNET) || has(all, CONTROLNET);
    } catch (CheckpointException e) {
      // Nothing else has this ending.
      return ending.equals("ckpt");
    }
  }

  /** Every folder of a model, and every part of files that stand for one; or those of a file. */
  public static List<ModelLocation> places(Path root) {
    List<ModelLocation> places = new ArrayList<>();
    if (Files.isRegularFile(root)) {
      read(root).parts().forEach(part -> places.add(new ModelLocation(root, root.resolve(part))));
      return places;
    }
    for (ModelLocation place : ModelLocation.below(root)) {
      places.add(place);
      for (Path file : in(place)) {
        parts(file).forEach(part -> places.add(new ModelLocation(root, file.resolve(part))));
      }
    }
    return places;
  }

  private static List<String> parts(Path file) {
    try {
      return read(file).parts();
    } catch (CheckpointException e) {
      return List.of(); // whoever reads the file says why
    }
  }

  /** The folders of diffusers that it has the weights of. */
  List<String> parts() {
    List<String> parts = new ArrayList<>(List.of("unet"));
    if (has(all, AUTOENCODER)) {
      parts.add("vae");
    }
    if (has(all, TEXT)) {
      parts.add("text_encoder");
    }
    return parts;
  }

  private static boolean has(Checkpoint all, String prefix) {
    return all.names().stream().anyMatch(name -> name.startsWith(prefix));
  }

  private boolean isSecond() {
    return unet.projectsByMatrices();
  }

  /** Whether the U-Net predicts velocity, and not noise. */
  public boolean predictsVelocity() {
    Matcher stated = PARAMETERIZATION.matcher(settings);
    return stated.find() ? stated.group(1).equals("v") : isSecond();
  }

  UNetConfig unetConfig() {
    Matcher stated = IMAGE_SIZE.matcher(settings);
    int usual = predictsVelocity() ? SIDE_OF_VELOCITY : SIDE;
    return unet.config(stated.find() ? Integer.parseInt(stated.group(1)) : usual);
  }

  /** The U-Net's tensors under the names of diffusers. */
  Checkpoint unet() {
    return unet.renamed();
  }

  AutoencoderConfig autoencoderConfig() {
    return originalAutoencoder().config();
  }

  /** The autoencoder's tensors under the names of diffusers. */
  Checkpoint autoencoder() {
    return originalAutoencoder().renamed();
  }

  private OriginalAutoencoder originalAutoencoder() {
    if (!has(all, AUTOENCODER)) {
      throw new CheckpointException(
          "%s holds no autoencoder; expected tensors %s...".formatted(file, AUTOENCODER));
    }
    return new OriginalAutoencoder(all.under(AUTOENCODER));
  }

  /**
   * The folder of the tokenizer, which is CLIP's in every Stable Diffusion.
   *
   * @throws CheckpointException there is none beside the file
   */
  Path tokenizer() {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file's folder");
    return ModelLocation.below(folder).stream()
        .filter(place -> place.called("tokenizer") || place.configuredFor("clip", "CLIPModel"))
        .filter(
            place ->
                place.has("tokenizer.json") || (place.has("vocab.json") && place.has("merges.txt")))
        .map(ModelLocation::folder)
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    file
                        + " holds no tokenizer, as no such file does; put the folder tokenizer/ of a Stable Diffusion, or the repository openai/clip-vit-large-patch14, beside it."));
  }

  /** What texts are padded with; null where the tokenizer says, as version 1 is for. */
  @Nullable String padding() {
    return isSecond() ? "!" : null;
  }

  /** What it is, and what was assumed of it. */
  public String description() {
    String prediction =
        predictsVelocity() ? "velocity, as of 768 pixels" : "noise, as of 512 pixels";
    String yaml = yaml(file);
    return "Stable Diffusion %d in one file, %s; holds %s; it predicts %s%s"
        .formatted(
            isSecond() ? 2 : 1,
            String.join(", ", all.formats().keySet()),
            parts().stream().collect(Collectors.joining(", ")),
            prediction,
            PARAMETERIZATION.matcher(settings).find()
                ? ", as %s says".formatted(yaml)
                : isSecond()
                    ? " (assumed; %s with the line 'parameterization: \"eps\"' says otherwise)"
                        .formatted(yaml)
                    : "");
  }

  private static String yaml(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "") + ".yaml";
  }

  private static String settings(Path file) {
    Path yaml = file.resolveSibling(yaml(file));
    try {
      return Files.exists(yaml) ? Files.readString(yaml) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(yaml + " cannot be read.", e);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
