package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.Weights;

/**
 * The files of an {@link Autoencoder} in the layout of diffusers: config.json and the weights. A
 * {@link SingleFile} is read in their place.
 */
public final class AutoencoderFiles {
  private static final String CONFIG = "config.json";
  private static final String FILE = "diffusion_pytorch_model.safetensors";

  /** Names of the attention's parts in older files. */
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          ".attentions.0.query.", ".attentions.0.to_q.",
          ".attentions.0.key.", ".attentions.0.to_k.",
          ".attentions.0.value.", ".attentions.0.to_v.",
          ".attentions.0.proj_attn.", ".attentions.0.to_out.0.");

  private AutoencoderFiles() {}

  /** Reads a folder with config.json and weights, as diffusers writes it. */
  public static Autoencoder load(NDManager parent, Path folder) throws IOException {
    AutoencoderConfig config = AutoencoderConfig.read(folder.resolve(CONFIG));
    return new Autoencoder(parent, config, checkpoint(config, folder).map(parent));
  }

  /**
   * Checks that a folder has an autoencoder, without reading its numbers.
   *
   * @throws CheckpointException it has not, or another one than its config.json says
   */
  static AutoencoderConfig require(Path folder) throws IOException {
    AutoencoderConfig config = AutoencoderConfig.read(folder.resolve(CONFIG));
    checkpoint(config, folder);
    return config;
  }

  /** The folder's weights, checked. */
  static Checkpoint checkpoint(AutoencoderConfig config, Path folder) {
    return SingleFile.containing(folder)
        .map(SingleFile::autoencoder)
        .orElseGet(() -> Checkpoint.open(folder))
        .renamed(AutoencoderFiles::withNewNames)
        .expect("the autoencoder", config.parameters().shapes());
  }

  /** Writes a folder. */
  public static void save(
      Path folder, AutoencoderConfig config, Map<String, NDArray> weights, DataType floats)
      throws IOException {
    ConfigFile.write(folder.resolve(CONFIG), config, "AutoencoderKL");
    Weights.save(folder.resolve(FILE), weights, floats);
  }

  private static String withNewNames(String name) {
    for (Map.Entry<String, String> old : OLD_NAMES.entrySet()) {
      if (name.contains(old.getKey())) {
        return name.replace(old.getKey(), old.getValue());
      }
    }
    return name;
  }
}
