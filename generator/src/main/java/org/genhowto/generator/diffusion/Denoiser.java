package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.NetworkScript;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * The network of the paper's Figure 3: the U-Net of Stable Diffusion, and beside it, where there is
 * one, the ControlNet that lets it see the input image. It predicts the noise in a latent.
 *
 * <p>In its bank the U-Net's tensors have their published names after {@code unet.}, the
 * ControlNet's after {@code controlnet.}. {@link DenoiserFiles} reads and writes them, {@link
 * UntrainedNetworks} makes new ones.
 */
public final class Denoiser implements AutoCloseable {
  public static final String UNET = "unet.";
  public static final String CONTROLNET = "controlnet.";
  private static final Script SCRIPT =
      Script.of(
          Denoiser.class,
          "resnet.ts.py",
          "unet.ts.py",
          "controlnet.ts.py",
          "kv-cache.ts.py",
          "diffusion-training.ts.py");

  private final UNetConfig config;
  private final ScriptedNetwork network;

  public Denoiser(NDManager parent, UNetConfig config, Weights weights) {
    this.config = config;
    this.network = ScriptedNetwork.of(parent, SCRIPT, config.attributes(), weights);
  }

  /** The U-Net without weights. */
  public static NetworkScript script(UNetConfig config) {
    return script(config, prefixed(UNET, UNetParameters.unet(config)), "unet", List.of());
  }

  /** U-Net and ControlNet without weights. */
  public static NetworkScript controlledScript(UNetConfig config) {
    Map<String, Shape> weights = prefixed(UNET, UNetParameters.unet(config));
    weights.putAll(prefixed(CONTROLNET, UNetParameters.controlnet(config)));
    long first = config.blockOutChannels().get(0);
    return script(
        config,
        weights,
        "controlled_unet",
        List.of(NetworkScript.Input.normal(1L, first, 64L, 64L)));
  }

  private static NetworkScript script(
      UNetConfig config,
      Map<String, Shape> weights,
      String method,
      List<NetworkScript.Input> control) {
    List<NetworkScript.Input> inputs =
        new ArrayList<>(
            List.of(
                NetworkScript.Input.normal(2L, (long) config.inChannels(), 64L, 64L),
                new NetworkScript.Input(List.of(2L), 1000),
                NetworkScript.Input.normal(2L, 77L, (long) config.crossAttentionDim())));
    inputs.addAll(control);
    return new NetworkScript(
        SCRIPT, config.attributes(), weights, new NetworkScript.Probe(method, inputs));
  }

  private static Map<String, Shape> prefixed(String prefix, ParameterList parameters) {
    Map<String, Shape> prefixed = new LinkedHashMap<>();
    parameters.shapes().forEach((name, shape) -> prefixed.put(prefix + name, shape));
    return prefixed;
  }

  public UNetConfig config() {
    return config;
  }

  /** Whether there is a ControlNet, so that the input image counts. */
  public boolean controlled() {
    return network.weights().contains(CONTROLNET + "controlnet_mid_block.weight");
  }

  public ScriptedNetwork network() {
    return network;
  }

  /**
   * The base model's output, as UNet2DConditionModel gives it: the predicted noise, or velocity.
   *
   * @param sample noisy latent (B, C, h, w), of any size
   * @param timestep (B,), or (1,) for the whole batch
   * @param text hidden states of the text encoder (M, L, D), where M divides B: the first B/M of
   *     the batch read the first text, and so on
   * @return (B, 4, h, w); it belongs to the sample's manager, as all results here
   */
  public NDArray predict(NDArray sample, NDArray timestep, NDArray text) {
    return network.call("unet", sample, timestep, text).singletonOrThrow();
  }

  /** The same under a control that {@link #embedControl} gave. */
  public NDArray predict(NDArray sample, NDArray timestep, NDArray text, NDArray control) {
    return network.call("controlled_unet", sample, timestep, text, control).singletonOrThrow();
  }

  /** The same with the residuals of a ControlNet, in the order of {@link #residuals}. */
  NDArray predictWith(NDList residuals, NDArray sample, NDArray timestep, NDArray text) {
    return network
        .callWithList("unet_with_residuals", residuals, sample, timestep, text)
        .singletonOrThrow();
  }

  /**
   * The ControlNet's output, as ControlNetModel gives it.
   *
   * @param inputLatent (B, 4, h, w) or (1, 4, h, w), NOT scaled: {@code controlnet_cond}
   * @param scale what every residual is multiplied by: {@code conditioning_scale}
   * @return {@code down_block_res_samples} from high to low resolution, then {@code
   *     mid_block_res_sample}
   */
  NDList residuals(
      NDArray sample, NDArray timestep, NDArray text, NDArray inputLatent, double scale) {
    try (NDArray factor = sample.getManager().create(new float[] {(float) scale})) {
      return network.call("control_residuals", sample, timestep, text, inputLatent, factor);
    }
  }

  /**
   * What the ControlNet's first convolutions make of the input image; the same at every timestep.
   *
   * @param inputLatent (B, 4, h, w), NOT scaled
   */
  public NDArray embedControl(NDArray inputLatent) {
    return network.call("embed_control", inputLatent).singletonOrThrow();
  }

  /**
   * Keys and values of all cross attentions, the same at every timestep.
   *
   * @param text (M, L, D)
   * @return (M, L, K); a part of a pass reads one text of it
   */
  public NDArray crossAttentionKeysValues(NDArray text) {
    return network.call("cross_attention_keys_values", text).singletonOrThrow();
  }

  /**
   * Predictions of several parts in one pass, as the parts may differ in timestep, text, control
   * and number of latents, but not in the size of a latent.
   *
   * @param pass owns the predictions
   * @return one for each part, (n, 4, h, w)
   */
  public List<NDArray> predict(NDManager pass, List<ConditionedLatents> parts) {
    DenoiserInputs inputs = DenoiserInputs.of(pass, parts);
    NDArray all = predict(inputs);
    List<NDArray> predictions = new ArrayList<>();
    int start = 0;
    for (ConditionedLatents part : parts) {
      predictions.add(all.get(start + ":" + (start + part.size())));
      start += part.size();
    }
    return predictions;
  }

  private NDArray predict(DenoiserInputs inputs) {
    NDArray latents = inputs.latents();
    NDArray timesteps = inputs.timesteps();
    NDArray kvCache = inputs.kvCache();
    NDArray control = inputs.control();
    NDArray strengths = inputs.strengths();
    NDList result;
    if (control == null) {
      result = network.call("cached_unet", latents, timesteps, kvCache);
    } else if (strengths == null) {
      result = network.call("cached_controlled_unet", latents, timesteps, kvCache, control);
    } else {
      result =
          network.call("scaled_controlled_unet", latents, timesteps, kvCache, control, strengths);
    }
    return result.singletonOrThrow();
  }

  /**
   * The prediction under all that leads a sampling, in one pass.
   *
   * @param latent (N, 4, h, w)
   * @param timestep a trained timestep, not always whole
   */
  public NDArray guided(NDArray latent, double timestep, Conditioning conditioning) {
    return conditioning.conclude(predict(latent.getManager(), conditioning.ask(latent, timestep)));
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
