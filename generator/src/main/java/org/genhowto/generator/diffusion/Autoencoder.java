package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * The variational autoencoder that Stable Diffusion works in (AutoencoderKL): images (B, 3, S, S)
 * in [-1, 1] to latents (B, 4, S/f, S/f) and back.
 */
public final class Autoencoder implements AutoCloseable {
  private static final Script SCRIPT =
      Script.of(Autoencoder.class, "resnet.ts.py", "autoencoder.ts.py");
  private static final String FILE = "diffusion_pytorch_model.safetensors";

  /** Names of the attention's parts in older files. */
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          ".attentions.0.query.", ".attentions.0.to_q.",
          ".attentions.0.key.", ".attentions.0.to_k.",
          ".attentions.0.value.", ".attentions.0.to_v.",
          ".attentions.0.proj_attn.", ".attentions.0.to_out.0.");

  private final AutoencoderConfig config;
  private final ScriptedNetwork network;

  private Autoencoder(NDManager parent, AutoencoderConfig config, Weights weights) {
    this.config = config;
    this.network = ScriptedNetwork.of(parent, SCRIPT, config.attributes(), weights);
  }

  /** Reads a folder with config.json and weights, as diffusers writes it. */
  public static Autoencoder load(NDManager parent, Path folder) throws IOException {
    AutoencoderConfig config = AutoencoderConfig.read(folder.resolve("config.json"));
    return new Autoencoder(parent, config, checkpoint(config, folder).map(parent));
  }

  /** The folder's weights, checked. */
  static Checkpoint checkpoint(AutoencoderConfig config, Path folder) {
    return Checkpoint.open(folder)
        .renamed(Autoencoder::withNewNames)
        .expect("the autoencoder", config.parameters().shapes());
  }

  /** A new network to be trained. */
  public static Autoencoder create(NDManager parent, AutoencoderConfig config, long seed) {
    int latent = config.latentChannels();
    // The variance starts small: the mode carries the image from the first step.
    Weights weights =
        Weights.create(
            parent,
            config.parameters().shapes(),
            config
                .parameters()
                .initialization(seed)
                .with("quant_conv.bias"::equals, (name, shape) -> startOfMoments(latent)));
    return new Autoencoder(parent, config, weights);
  }

  private static float[] startOfMoments(int latentChannels) {
    float[] bias = new float[2 * latentChannels];
    Arrays.fill(bias, latentChannels, bias.length, -5f);
    return bias;
  }

  public AutoencoderConfig config() {
    return config;
  }

  public ScriptedNetwork network() {
    return network;
  }

  /** The mode of the latent, not scaled; it belongs to the image's manager. */
  public NDArray encode(NDArray image) {
    return network.call("encode", image).singletonOrThrow();
  }

  /**
   * Mean and logarithm of the variance of the latent, both (B, 4, h, w) and not scaled; they belong
   * to the image's manager.
   */
  public NDList distribution(NDArray image) {
    return network.call("distribution", image);
  }

  /**
   * The image of a latent that is not scaled, about in [-1, 1]; it belongs to the latent's manager.
   */
  public NDArray decode(NDArray latent) {
    return network.call("decode", latent).singletonOrThrow();
  }

  /** Writes config.json and the weights in the layout of diffusers. */
  public void save(Path folder, DataType floats) throws IOException {
    save(folder, config, network.weights().all(), floats);
  }

  public static void save(
      Path folder, AutoencoderConfig config, Map<String, NDArray> weights, DataType floats)
      throws IOException {
    ConfigFile.write(folder.resolve("config.json"), config, "AutoencoderKL");
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

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
