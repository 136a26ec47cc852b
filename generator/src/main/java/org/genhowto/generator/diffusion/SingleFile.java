package org.genhowto.generator.diffusion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelLocation;

/**
 * Stable Diffusion as one file in its original layout. It has neither tokenizer nor configuration,
 * so it is not read; whoever has one is told how it becomes a folder.
 */
public final class SingleFile {
  private static final String UNET = "model.diffusion_model.";
  private static final Set<String> ENDINGS = Set.of("ckpt", "safetensors", "pth", "pt");

  private SingleFile() {}

  /** A sentence for each such file in a folder. */
  public static List<String> in(ModelLocation place) {
    try (Stream<Path> files = Files.list(place.folder())) {
      return files.sorted().flatMap(file -> sentence(file).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + place.folder() + " cannot be read.", e);
    }
  }

  private static Optional<String> sentence(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && ENDINGS.contains(ending) && isOriginal(file)
        ? Optional.of(
            ("%s is Stable Diffusion in one file, in its original layout; make a folder of it with"
                    + " diffusers: python -c \"from diffusers import StableDiffusionPipeline as P;"
                    + " P.from_single_file('%s').save_pretrained('%s')\"")
                .formatted(file, file, name.substring(0, name.lastIndexOf('.'))))
        : Optional.empty();
  }

  private static boolean isOriginal(Path file) {
    try {
      return Checkpoint.open(file).names().stream().anyMatch(tensor -> tensor.startsWith(UNET));
    } catch (CheckpointException e) {
      // Lightning's files may hold more than tensors; nothing else has this ending.
      return file.toString().endsWith(".ckpt");
    }
  }
}
