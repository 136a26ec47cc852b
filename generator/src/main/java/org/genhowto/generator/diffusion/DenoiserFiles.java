package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.checkpoint.Weights;
import org.jspecify.annotations.Nullable;

/**
 * The files a {@link Denoiser} is read from and written to, and the names of its tensors in them:
 * those of diffusers for the base model, of which a {@link SingleFile} is read too, those of the
 * published GenHowTo for its own.
 */
public final class DenoiserFiles {
  public static final String UNET_FILE = "GenHowTo_sdunet.safetensors";
  public static final String CONTROLNET_FILE = "GenHowTo_controlnet.safetensors";
  public static final String CONTROLNET_CONFIG = "GenHowTo_controlnet_config.json";
  private static final String BASE_FILE = "diffusion_pytorch_model.safetensors";
  private static final String BASE_CONFIG = "config.json";

  private DenoiserFiles() {}

  /** The base model alone, from a folder as diffusers writes it (unet/). */
  public static Denoiser loadBase(NDManager parent, Path folder) throws IOException {
    UNetConfig config = UNetConfig.read(folder.resolve(BASE_CONFIG));
    return new Denoiser(parent, config, prefixed(Denoiser.UNET, base(config, folder)).map(parent));
  }

  /** The same in float32 on every device: halves are too coarse for the steps of a training. */
  public static Denoiser loadForTraining(NDManager parent, Path folder) throws IOException {
    UNetConfig config = UNetConfig.read(folder.resolve(BASE_CONFIG));
    return new Denoiser(
        parent,
        config,
        prefixed(Denoiser.UNET, base(config, folder)).map(parent, DataType.FLOAT32));
  }

  /**
   * The same as GenHowTo is trained on it.
   *
   * @param side of the latents; null takes GenHowTo's
   */
  public static Denoiser loadForGenHowTo(NDManager parent, Path folder, @Nullable Integer side)
      throws IOException {
    UNetConfig config = UNetConfig.read(folder.resolve(BASE_CONFIG));
    return new Denoiser(
        parent,
        side == null ? config.forGenHowTo() : config.withSampleSize(side),
        prefixed(Denoiser.UNET, base(config, folder)).map(parent, DataType.FLOAT32));
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
    return new Denoiser(parent, config, genHowTo(config, base, folder).map(parent));
  }

  /** The same in float32 on every device, to be trained further. */
  public static Denoiser loadGenHowToForTraining(NDManager parent, Path base, Path folder)
      throws IOException {
    UNetConfig config = config(base, folder);
    try (NDManager reading = parent.newSubManager()) {
      Weights mapped = genHowTo(config, base, folder).map(reading, DataType.FLOAT32);
      return new Denoiser(parent, config, Weights.copyOf(parent, mapped.all()));
    }
  }

  private static Checkpoint genHowTo(UNetConfig config, Path base, Path folder) {
    return prefixed(Denoiser.UNET, unet(config, base, folder))
        .with(prefixed(Denoiser.CONTROLNET, controlnet(config, folder)));
  }

  /**
   * Checks that a folder has GenHowTo's weights, without reading their numbers.
   *
   * @param base folder of the base model's U-Net
   * @throws CheckpointException it has not, or those of another architecture
   */
  public static UNetConfig requireGenHowTo(Path base, Path folder) throws IOException {
    UNetConfig config = config(base, folder);
    unet(config, base, folder);
    controlnet(config, folder);
    return config;
  }

  /**
   * Checks that a folder has a U-Net, without reading its numbers.
   *
   * @throws CheckpointException it has not, or another one than its config.json says
   */
  public static UNetConfig requireBase(Path folder) throws IOException {
    UNetConfig config = UNetConfig.read(folder.resolve(BASE_CONFIG));
    base(config, folder);
    return config;
  }

  /** GenHowTo's U-Net without its ControlNet. */
  static Denoiser loadUNet(NDManager parent, Path base, Path folder) throws IOException {
    UNetConfig config = config(base, folder);
    return new Denoiser(
        parent, config, prefixed(Denoiser.UNET, unet(config, base, folder)).map(parent));
  }

  /** GenHowTo's ControlNet without its U-Net. */
  static Denoiser loadControlNet(NDManager parent, Path folder) throws IOException {
    UNetConfig config = controlConfig(folder);
    return new Denoiser(
        parent, config, prefixed(Denoiser.CONTROLNET, controlnet(config, folder)).map(parent));
  }

  /**
   * The numbers of the base model, or those of the ControlNet where it is absent. The size of the
   * latents is GenHowTo's own: the base model may have been trained for larger ones.
   */
  static UNetConfig config(Path base, Path folder) throws IOException {
    Path baseConfig = base.resolve(BASE_CONFIG);
    if (!Files.exists(baseConfig) && SingleFile.containing(baseConfig).isEmpty()) {
      return controlConfig(folder);
    }
    UNetConfig config = UNetConfig.read(baseConfig);
    Path control = folder.resolve(CONTROLNET_CONFIG);
    return Files.exists(control) && ConfigFile.read(control, JsonNode.class).has("sample_size")
        ? config.withSampleSize(controlConfig(folder).sampleSize())
        : config.forGenHowTo();
  }

  static UNetConfig controlConfig(Path folder) throws IOException {
    return UNetConfig.read(folder.resolve(CONTROLNET_CONFIG));
  }

  /** The base model's U-Net, checked. */
  static Checkpoint base(UNetConfig config, Path folder) {
    return SingleFile.containing(folder)
        .map(SingleFile::unet)
        .orElseGet(() -> Checkpoint.open(folder))
        .expect("the U-Net", UNetParameters.unet(config).shapes());
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

  /**
   * Writes a U-Net in the layout of diffusers.
   *
   * @param unet its tensors, without a prefix
   */
  public static void saveBase(
      Path folder, UNetConfig config, Map<String, NDArray> unet, DataType floats)
      throws IOException {
    ConfigFile.write(folder.resolve(BASE_CONFIG), config, "UNet2DConditionModel");
    Weights.save(folder.resolve(BASE_FILE), unet, floats);
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
}
