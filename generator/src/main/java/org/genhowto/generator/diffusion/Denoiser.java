package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * The network of the paper's Figure 3: the U-Net of Stable Diffusion, and beside it, where there is
 * one, the ControlNet that lets it see the input image. It predicts the noise in a latent.
 *
 * <p>In its bank the U-Net's tensors have their published names after {@code unet.}, the
 * ControlNet's after {@code controlnet.}.
 */
public final class Denoiser implements AutoCloseable {
  public static final String UNET = "unet.";
  public static final String CONTROLNET = "controlnet.";
  public static final String UNET_FILE = "GenHowTo_sdunet.safetensors";
  public static final String CONTROLNET_FILE = "GenHowTo_controlnet.safetensors";
  public static final String CONTROLNET_CONFIG = "GenHowTo_controlnet_config.json";
  private static final String BASE_FILE = "diffusion_pytorch_model.safetensors";
  private static final Script SCRIPT =
      Script.of(
          Denoiser.class,
          "resnet.ts.py",
          "unet.ts.py",
          "controlnet.ts.py",
          "guidance.ts.py",
          "diffusion-training.ts.py");

  private final UNetConfig config;
  private final ScriptedNetwork network;

  public Denoiser(NDManager parent, UNetConfig config, Weights weights) {
    this.config = config;
    this.network = ScriptedNetwork.of(parent, SCRIPT, config.attributes(), weights);
  }

  /** The base model alone, from a folder as diffusers writes it (unet/). */
  public static Denoiser loadBase(NDManager parent, Path folder) throws IOException {
    UNetConfig config = UNetConfig.read(folder.resolve("config.json"));
    return new Denoiser(parent, config, prefixed(UNET, base(config, folder)).map(parent));
  }

  /** The same in float32 on every device: halves are too coarse for the steps of a training. */
  public static Denoiser loadForTraining(NDManager parent, Path folder) throws IOException {
    UNetConfig config = UNetConfig.read(folder.resolve("config.json"));
    return new Denoiser(
        parent, config, prefixed(UNET, base(config, folder)).map(parent, DataType.FLOAT32));
  }

  /**
   * GenHowTo: its ControlNet and its U-Net.
   *
   * @param base folder of the base model's U-Net; what the GenHowTo file leaves out is taken from
   *     there, so that the frozen encoder need not be stored again. It may be absent where the file
   *     is whole
   * @param folder holds GenHowTo_controlnet_config.json, and GenHowTo_controlnet and
   *     GenHowTo_sdunet as .safetensors or, as published, .pth
   */
  public static Denoiser loadGenHowTo(NDManager parent, Path base, Path folder) throws IOException {
    UNetConfig config = config(base, folder);
    Checkpoint all =
        prefixed(UNET, unet(config, base, folder))
            .with(prefixed(CONTROLNET, controlnet(config, folder)));
    return new Denoiser(parent, config, all.map(parent));
  }

  /** GenHowTo's U-Net without its ControlNet. */
  static Denoiser loadUNet(NDManager parent, Path base, Path folder) throws IOException {
    UNetConfig config = config(base, folder);
    return new Denoiser(parent, config, prefixed(UNET, unet(config, base, folder)).map(parent));
  }

  /** GenHowTo's ControlNet without its U-Net. */
  static Denoiser loadControlNet(NDManager parent, Path folder) throws IOException {
    UNetConfig config = controlConfig(folder);
    return new Denoiser(
        parent, config, prefixed(CONTROLNET, controlnet(config, folder)).map(parent));
  }

  static UNetConfig config(Path base, Path folder) throws IOException {
    Path baseConfig = base.resolve("config.json");
    return Files.exists(baseConfig) ? UNetConfig.read(baseConfig) : controlConfig(folder);
  }

  static UNetConfig controlConfig(Path folder) throws IOException {
    return UNetConfig.read(folder.resolve(CONTROLNET_CONFIG));
  }

  /** The base model's U-Net, checked. */
  static Checkpoint base(UNetConfig config, Path folder) {
    return Checkpoint.open(folder).expect("the U-Net", UNetParameters.unet(config).shapes());
  }

  /** GenHowTo's U-Net, checked. */
  static Checkpoint unet(UNetConfig config, Path base, Path folder) {
    Map<String, Shape> shapes = UNetParameters.unet(config).shapes();
    Checkpoint own = Checkpoint.open(published(folder, UNET_FILE));
    boolean whole = own.names().containsAll(shapes.keySet());
    return (whole ? own : base(config, base).with(own)).expect("GenHowTo's U-Net", shapes);
  }

  /** GenHowTo's ControlNet, checked. */
  static Checkpoint controlnet(UNetConfig config, Path folder) {
    return Checkpoint.open(published(folder, CONTROLNET_FILE))
        .expect("GenHowTo's ControlNet", UNetParameters.controlnet(config).shapes());
  }

  private static Checkpoint prefixed(String prefix, Checkpoint checkpoint) {
    return checkpoint.renamed(name -> prefix + name);
  }

  /** Whether a folder holds GenHowTo's weights for a target, or at least some of its files. */
  static boolean isGenHowTo(ModelLocation place) {
    return Stream.of(CONTROLNET_CONFIG, CONTROLNET_FILE, UNET_FILE)
        .anyMatch(file -> place.has(file) || place.has(older(file)));
  }

  /** The file, or its older form as it was published, which ends in .pth. */
  private static Path published(Path folder, String file) {
    Path older = folder.resolve(older(file));
    return Files.exists(older) ? older : folder.resolve(file);
  }

  private static String older(String file) {
    return file.replace(".safetensors", ".pth");
  }

  private static Weights empty(NDManager parent) {
    return Weights.create(parent, Map.of(), Initialization.constant(0));
  }

  /** A new base model to be trained. */
  public static Denoiser create(NDManager parent, UNetConfig config, long seed) {
    ParameterList parameters = UNetParameters.unet(config);
    Weights fresh = Weights.create(parent, parameters.shapes(), parameters.initialization(seed));
    return new Denoiser(parent, config, empty(parent).take(UNET, fresh));
  }

  /**
   * GenHowTo before its training: the ControlNet is a copy of this U-Net's encoder, its first
   * convolution also that of the input image, and everything it adds is zero.
   */
  public Denoiser withControlNet(NDManager parent, long seed) {
    ParameterList parameters = UNetParameters.controlnet(config);
    Weights all = Weights.copyOf(parent, network.weights().all());
    all.take(
        CONTROLNET, Weights.create(parent, parameters.shapes(), parameters.initialization(seed)));
    Map<String, NDArray> copied = new LinkedHashMap<>();
    for (String name : parameters.shapes().keySet()) {
      if (network.weights().contains(UNET + name)) {
        copied.put(name, network.weights().get(UNET + name));
      }
    }
    for (String part : new String[] {"weight", "bias"}) {
      copied.put(
          "controlnet_cond_embedding.conv_in." + part,
          network.weights().get(UNET + "conv_in." + part));
    }
    all.put(CONTROLNET, copied);
    return new Denoiser(parent, config, all);
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
  public NDArray predictWith(NDList residuals, NDArray sample, NDArray timestep, NDArray text) {
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
  public NDList residuals(
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
   * @return (M, L, K), for {@link #guided}
   */
  public NDArray crossAttentionKeysValues(NDArray text) {
    return network.call("cross_attention_keys_values", text).singletonOrThrow();
  }

  /**
   * The prediction under classifier-free guidance.
   *
   * @param latent (N, 4, h, w)
   * @param timestep (1,)
   */
  public NDArray guided(NDArray latent, NDArray timestep, Guidance guidance) {
    NDArray control = guidance.control();
    return (control == null
            ? network.call("guided_unet", latent, timestep, guidance.kvCache(), guidance.scale())
            : network.call(
                "guided_controlled_unet",
                latent,
                timestep,
                guidance.kvCache(),
                control,
                guidance.scale()))
        .singletonOrThrow();
  }

  /** Writes the U-Net in the layout of diffusers. */
  public static void saveBase(
      Path folder, UNetConfig config, Map<String, NDArray> weights, DataType floats)
      throws IOException {
    ConfigFile.write(folder.resolve("config.json"), config, "UNet2DConditionModel");
    Weights.save(folder.resolve(BASE_FILE), under(UNET, weights), floats);
  }

  /** Writes the ControlNet and the trained part of the U-Net in the layout of GenHowTo. */
  public static void saveGenHowTo(
      Path folder,
      UNetConfig config,
      Map<String, NDArray> controlnet,
      Map<String, NDArray> unet,
      DataType floats)
      throws IOException {
    ConfigFile.write(folder.resolve(CONTROLNET_CONFIG), config, "ControlNetModel");
    Weights.save(folder.resolve(CONTROLNET_FILE), controlnet, floats);
    Weights.save(folder.resolve(UNET_FILE), unet, floats);
  }

  public static Map<String, NDArray> under(String prefix, Map<String, NDArray> weights) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    weights.forEach(
        (name, array) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), array);
          }
        });
    return found;
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
