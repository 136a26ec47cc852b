package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.NetworkScript;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * The variational autoencoder that Stable Diffusion works in (AutoencoderKL): images (B, 3, S, S)
 * in [-1, 1] to latents (B, 4, S/f, S/f) and back.
 */
public final class Autoencoder implements AutoCloseable {
  private static final Script SCRIPT =
      Script.of(Autoencoder.class, "resnet.ts.py", "autoencoder.ts.py");

  private final AutoencoderConfig config;
  private final ScriptedNetwork network;

  Autoencoder(NDManager parent, AutoencoderConfig config, Weights weights) {
    this.config = config;
    this.network = ScriptedNetwork.of(parent, SCRIPT, config.attributes(), weights);
  }

  /** The network without weights. */
  public static NetworkScript script(AutoencoderConfig config) {
    return new NetworkScript(
        SCRIPT,
        config.attributes(),
        config.parameters().shapes(),
        new NetworkScript.Probe(
            "decode",
            List.of(NetworkScript.Input.normal(1L, (long) config.latentChannels(), 64L, 64L))));
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
  NDList distribution(NDArray image) {
    return network.call("distribution", image);
  }

  /**
   * The image of a latent that is not scaled, about in [-1, 1]; it belongs to the latent's manager.
   */
  public NDArray decode(NDArray latent) {
    return network.call("decode", latent).singletonOrThrow();
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
