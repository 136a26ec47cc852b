package org.genhowto.generator.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.training.DiffusionBatch;
import org.genhowto.generator.training.GeneratorTrainer;
import org.genhowto.generator.training.TrainingPlan;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.Training;

/**
 * What a training step costs: the loss and its gradient, clipping to a norm of 1, AdamW, and the
 * moving average of the weights. The batch lies in memory. The same step can be taken in PyTorch,
 * from the same weights.
 *
 * @param base folder of the base model in the layout of diffusers
 * @param folder where the untrained weights and the batch are kept
 * @param batch samples a step
 * @param steps measured steps; the cheapest counts, after one that does not
 */
public record TrainingBench(Path base, Path folder, int batch, int steps) {
  private static final String SCRIPT = "bench-training.py";
  private static final String INPUTS = "batch.safetensors";
  private static final List<String> INPUT_NAMES =
      List.of("clean", "noise", "timestep", "signal", "sigma", "encoder_hidden_states", "image");

  public TrainingBench {
    if (batch < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "batch is %d and steps %d, expected 1 or more".formatted(batch, steps));
    }
  }

  /** What is trained. */
  public enum Kind {
    /** The whole U-Net, text to image. */
    BASE("noise_loss", 6, name -> name.startsWith(Denoiser.UNET)),
    /** The ControlNet and the U-Net's decoder. */
    GENHOWTO("controlled_noise_loss", 7, GeneratorTrainer::trains);

    private final String loss;
    private final int inputs;
    private final Predicate<String> trained;

    Kind(String loss, int inputs, Predicate<String> trained) {
      this.loss = loss;
      this.inputs = inputs;
      this.trained = trained;
    }
  }

  /**
   * What was measured.
   *
   * @param step the cheapest step
   * @param trained trained numbers
   * @param loss of the last step, which shows that both sides did the same
   * @param version of PyTorch
   */
  public record Result(Seconds step, long trained, double loss, String version) {}

  /** Writes GenHowTo as it is before its training, and a batch. */
  public void prepare() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        BaseModel text = BaseModel.load(manager, base);
        Denoiser unet = DenoiserFiles.loadForTraining(manager, base.resolve("unet"));
        Denoiser denoiser = UntrainedNetworks.withControlNet(manager, unet, 1)) {
      Weights weights = denoiser.network().weights();
      DenoiserFiles.saveGenHowTo(
          folder,
          denoiser.config(),
          weights.under(Denoiser.CONTROLNET),
          weights.under(Denoiser.UNET),
          DataType.FLOAT32);
      Shape words = text.encode(manager, List.of("")).getShape();
      Weights.save(
          folder.resolve(INPUTS), inputs(manager, denoiser.config(), words), DataType.FLOAT32);
    }
  }

  private Map<String, NDArray> inputs(NDManager manager, UNetConfig config, Shape words) {
    NoiseSource noise = NoiseSource.seeded(2);
    Shape latent = new Shape(batch, config.inChannels(), config.sampleSize(), config.sampleSize());
    DiffusionBatch draw =
        DiffusionBatch.of(
            manager, NoiseSchedule.stableDiffusion(), latent, new SplittableRandom(3));
    Map<String, NDArray> inputs = new LinkedHashMap<>();
    inputs.put("clean", noise.next(manager, latent));
    inputs.put("noise", draw.noise());
    inputs.put("timestep", draw.t());
    inputs.put("signal", draw.signal());
    inputs.put("sigma", draw.sigma());
    inputs.put(
        "encoder_hidden_states", noise.next(manager, new Shape(batch, words.get(1), words.get(2))));
    inputs.put("image", noise.next(manager, latent));
    return inputs;
  }

  /** Takes the steps here. */
  public Result measure(Kind kind) throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser denoiser = DenoiserFiles.loadGenHowTo(manager, folder.resolve("none"), folder);
        Weights batchOf = Weights.load(manager, folder.resolve(INPUTS));
        Training training =
            Training.of(
                manager, denoiser.network().train(kind.trained), plan().diffusionRecipe())) {
      NDArray[] inputs =
          INPUT_NAMES.stream().limit(kind.inputs).map(batchOf::get).toArray(NDArray[]::new);
      double[] loss = new double[1];
      Seconds step =
          Seconds.cheapest(
              steps, () -> loss[0] = training.step(denoiser.network(), kind.loss, inputs).loss());
      long trained = training.parameters().values().stream().mapToLong(NDArray::size).sum();
      return new Result(step, trained, loss[0], Engine.getEngine("PyTorch").getVersion());
    }
  }

  /** The optimiser of an ordinary training; the numbers do not change what a step costs. */
  private TrainingPlan plan() {
    return new TrainingPlan(folder, 1000, batch, 1e-3, 50, 0.998, 3, 250, DataType.FLOAT16);
  }

  private record Reference(double cpu, double wall, long trained, double loss, String torch) {}

  /** Takes the same steps in PyTorch, on one thread. */
  public Result reference(Path python, Kind kind) throws IOException, InterruptedException {
    Reference result =
        PythonBench.run(
            python,
            SCRIPT,
            Reference.class,
            List.of(folder.toString(), kind.name(), Integer.toString(steps)));
    return new Result(
        new Seconds(result.cpu, result.wall), result.trained, result.loss, result.torch);
  }
}
