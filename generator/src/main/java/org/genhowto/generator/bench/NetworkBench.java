package org.genhowto.generator.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.genhowto.generator.diffusion.ConfigFile;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UNetParameters;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.runtime.metrics.PeakMemory;

/**
 * What a forward pass of a U-Net and its ControlNet costs, with random weights in the published
 * layout. The floor is what its operations would take at the rate of a large matrix product on the
 * same threads.
 *
 * @param config sizes of the networks; {@link UNetConfig#STABLE_DIFFUSION_2} is the full size
 * @param folder where the weights are (4.9 GB at full size), the inputs, and the reference's output
 * @param side of the latent, in latent pixels; 64 for an image of 512
 * @param batch latents in a pass; guidance needs two an image
 * @param forwards measured passes; the cheapest counts, after one that does not
 */
public record NetworkBench(UNetConfig config, Path folder, int side, int batch, int forwards) {
  static final String INPUTS = "inputs.safetensors";
  private static final int TOKENS = 77;
  private static final int MATRIX = 2048;

  public NetworkBench {
    int step = 1 << (config.levels() - 1);
    if (side < step || side % step != 0) {
      throw new IllegalArgumentException(
          "the latent's side is %d, expected a multiple of %d".formatted(side, step));
    }
    if (batch < 1 || forwards < 1) {
      throw new IllegalArgumentException(
          "batch is %d and forwards %d, expected 1 or more".formatted(batch, forwards));
    }
  }

  /**
   * What was measured.
   *
   * @param weights bytes of all weights
   * @param resident most bytes of memory this process has had, or 0 where the system does not tell
   * @param load seconds until the weights were there
   * @param forward one pass of both networks
   * @param text the text's keys and values, once an image
   * @param control the embedding of the input image, once an image
   * @param operations floating-point operations of a pass
   * @param rate operations of a matrix product in a CPU second
   */
  public record Result(
      long weights,
      long resident,
      double load,
      Seconds forward,
      Seconds text,
      Seconds control,
      double operations,
      double rate) {

    /** The least CPU seconds a pass of plain matrix products can take. */
    public double floor() {
      return operations / rate;
    }
  }

  /** Writes random weights and inputs, where they are not there yet. */
  public void prepare() throws IOException {
    Initialization random = Initialization.standard(1);
    Path unet = folder.resolve(DenoiserFiles.UNET_FILE);
    if (!Files.exists(unet)) {
      Weights.save(unet, UNetParameters.unet(config).shapes(), random);
    }
    Path controlnet = folder.resolve(DenoiserFiles.CONTROLNET_FILE);
    if (!Files.exists(controlnet)) {
      Weights.save(controlnet, UNetParameters.controlnet(config).shapes(), random);
    }
    ConfigFile.write(folder.resolve(DenoiserFiles.CONTROLNET_CONFIG), config, "ControlNetModel");
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights.save(folder.resolve(INPUTS), inputs(manager), DataType.FLOAT32);
    }
  }

  private Map<String, NDArray> inputs(NDManager manager) {
    NoiseSource noise = NoiseSource.seeded(2);
    Shape latent = new Shape(batch, config.inChannels(), side, side);
    Map<String, NDArray> inputs = new LinkedHashMap<>();
    inputs.put("sample", noise.next(manager, latent));
    inputs.put("timestep", manager.create(new float[] {481}));
    inputs.put(
        "encoder_hidden_states",
        noise.next(manager, new Shape(batch, TOKENS, config.crossAttentionDim())));
    inputs.put("controlnet_cond", noise.next(manager, latent));
    return inputs;
  }

  /** Loads what {@link #prepare} wrote, and measures. */
  public Result measure() throws IOException {
    forgetMostResident();
    long start = System.nanoTime();
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser denoiser = DenoiserFiles.loadGenHowTo(manager, folder.resolve("none"), folder);
        Weights inputs = Weights.load(manager, folder.resolve(INPUTS))) {
      double load = (System.nanoTime() - start) / 1e9;
      Seconds forward = cheapest(() -> forward(denoiser, inputs));
      Seconds text =
          cheapest(() -> denoiser.crossAttentionKeysValues(inputs.get("encoder_hidden_states")));
      Seconds control = cheapest(() -> denoiser.embedControl(inputs.get("controlnet_cond")));
      double operations = new NetworkCost(config, side, batch, TOKENS).operations();
      return new Result(
          denoiser.network().weights().size() * Float.BYTES,
          PeakMemory.bytes().orElse(0),
          load,
          forward,
          text,
          control,
          operations,
          rate(manager));
    }
  }

  /**
   * How far two outputs are apart.
   *
   * @param most the largest absolute difference
   * @param size the mean absolute value of the reference's
   */
  public record Difference(float most, float size) {}

  /** How far this output is from the reference's. */
  public Difference difference(Path output) throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser denoiser = DenoiserFiles.loadGenHowTo(manager, folder.resolve("none"), folder);
        Weights inputs = Weights.load(manager, folder.resolve(INPUTS));
        Weights outputs = Weights.load(manager, output)) {
      NDArray expected = outputs.get("sample");
      NDArray own = forward(denoiser, inputs);
      return new Difference(
          own.sub(expected).abs().max().getFloat(), expected.abs().mean().getFloat());
    }
  }

  private static NDArray forward(Denoiser denoiser, Weights inputs) {
    try (NDArray control = denoiser.embedControl(inputs.get("controlnet_cond"))) {
      return denoiser.predict(
          inputs.get("sample"),
          inputs.get("timestep"),
          inputs.get("encoder_hidden_states"),
          control);
    }
  }

  /** Operations of a large linear layer in a CPU second. */
  private double rate(NDManager manager) {
    NDArray a = NoiseSource.seeded(3).next(manager, new Shape(MATRIX, MATRIX));
    Seconds product = cheapest(() -> a.matMul(a));
    return 2.0 * MATRIX * MATRIX * MATRIX / product.cpu();
  }

  private Seconds cheapest(Supplier<NDArray> work) {
    return Seconds.cheapest(forwards, () -> work.get().close());
  }

  /** Lets the most be counted from now on, without what was written or loaded before. */
  private static void forgetMostResident() throws IOException {
    System.gc(); // gives mappings of weights back that nobody uses any more
    Path peak = Path.of("/proc/self/clear_refs");
    if (Files.isWritable(peak)) {
      Files.writeString(peak, "5", StandardOpenOption.WRITE);
    }
  }
}
