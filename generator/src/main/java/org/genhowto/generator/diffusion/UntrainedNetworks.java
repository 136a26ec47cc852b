package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;

/** New networks, with the values their training starts from. */
public final class UntrainedNetworks {

  private UntrainedNetworks() {}

  /** An autoencoder. */
  public static Autoencoder autoencoder(NDManager parent, AutoencoderConfig config, long seed) {
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

  /** A base model: a U-Net without a ControlNet. */
  public static Denoiser baseModel(NDManager parent, UNetConfig config, long seed) {
    ParameterList parameters = UNetParameters.unet(config);
    Weights fresh = Weights.create(parent, parameters.shapes(), parameters.initialization(seed));
    return new Denoiser(parent, config, empty(parent).take(Denoiser.UNET, fresh));
  }

  /**
   * GenHowTo before its training: the ControlNet is a copy of the base model's encoder, its first
   * convolution also that of the input image, and everything it adds is zero. The base model stays
   * as it is.
   */
  public static Denoiser withControlNet(NDManager parent, Denoiser base, long seed) {
    ParameterList parameters = UNetParameters.controlnet(base.config());
    Weights weights = base.network().weights();
    Weights all = Weights.copyOf(parent, weights.all());
    all.take(
        Denoiser.CONTROLNET,
        Weights.create(parent, parameters.shapes(), parameters.initialization(seed)));
    Map<String, NDArray> copied = new LinkedHashMap<>();
    for (String name : parameters.shapes().keySet()) {
      if (weights.contains(Denoiser.UNET + name)) {
        copied.put(name, weights.get(Denoiser.UNET + name));
      }
    }
    for (String part : List.of("weight", "bias")) {
      copied.put(
          "controlnet_cond_embedding.conv_in." + part,
          weights.get(Denoiser.UNET + "conv_in." + part));
    }
    all.put(Denoiser.CONTROLNET, copied);
    return new Denoiser(parent, base.config(), all);
  }

  private static Weights empty(NDManager parent) {
    return Weights.create(parent, Map.of(), Initialization.constant(0));
  }
}
