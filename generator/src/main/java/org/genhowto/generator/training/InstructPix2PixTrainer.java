package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.Training;

/**
 * Trains InstructPix2Pix (Brooks et al. 2023, section 3.2) on edited images: the whole U-Net of a
 * base model, whose first convolution gets channels for the input's latent that start at zero,
 * learns to predict the noise in the edited image's latent. Either condition, or both, is left out
 * of some samples, so that the sampling can be guided by each.
 */
public final class InstructPix2PixTrainer {
  /** Share of the samples without text alone, without image alone, and without both. */
  private static final double DROPOUT = 0.05;

  private static final String FIRST = Denoiser.UNET + "conv_in.weight";

  private final TrainingPlan plan;
  private final Consumer<String> log;

  public InstructPix2PixTrainer(TrainingPlan plan, Consumer<String> log) {
    this.plan = plan;
    this.log = log;
  }

  /**
   * Trains, and writes the folder's unet/ in the layout of diffusers.
   *
   * @param base folder of the base model in the layout of diffusers: vae/, unet/ and scheduler/ are
   *     read
   */
  public void train(EditPairs edits, Path base, TextEncoder text, Path folder) throws IOException {
    NoiseSchedule schedule = NoiseSchedule.read(base);
    try (NDManager manager = NDManager.newBaseManager();
        Autoencoder encoder = AutoencoderFiles.load(manager, base.resolve("vae"));
        Denoiser unet = DenoiserFiles.loadForTraining(manager, base.resolve("unet"));
        Denoiser denoiser = withInputImage(manager, unet);
        LatentPairs pairs = pairs(manager, encoder, unet.config(), text, edits)) {
      try (Training training =
          Training.of(manager, denoiser.network().train(name -> true), plan.diffusionRecipe())) {
        new PlannedTraining("instruct-pix2pix", plan, log)
            .run(
                manager,
                training,
                denoiser.network(),
                new PlannedTraining.Work(
                    "instructed_noise_loss", pairs.size(), inputs(pairs, schedule)));
      }
      DenoiserFiles.saveBase(
          folder.resolve("unet"),
          denoiser.config(),
          denoiser.network().weights().under(Denoiser.UNET),
          plan.floats());
    }
  }

  /**
   * InstructPix2Pix before its training: a copy of the U-Net that also takes the input's latent, in
   * channels after its own, whose weights are zero.
   */
  static Denoiser withInputImage(NDManager parent, Denoiser base) {
    UNetConfig config = base.config().withInChannels(2 * base.config().inChannels());
    NDArray first = base.network().weights().get(FIRST);
    Weights all = Weights.copyOf(parent, base.network().weights().all());
    try (NDArray zeros = first.zerosLike();
        NDArray joined = NDArrays.concat(new NDList(first, zeros), 1)) {
      all.put("", Map.of(FIRST, joined));
    }
    return new Denoiser(parent, config, all);
  }

  private LatentPairs pairs(
      NDManager manager,
      Autoencoder encoder,
      UNetConfig config,
      TextEncoder text,
      EditPairs edits) {
    int side = config.sampleSize() * encoder.config().downsampling();
    LatentPairs pairs = new LatentPairs(encoder, side, text, plan.state());
    for (int i = 0; i < edits.size(); i++) {
      pairs.add(manager, edits.before(i), edits.after(i), edits.instruction(i));
    }
    pairs.encodeWaiting(manager);
    log.accept("instruct-pix2pix: %d edits encoded".formatted(pairs.size()));
    return pairs;
  }

  private PlannedTraining.Inputs inputs(LatentPairs pairs, NoiseSchedule schedule) {
    return (scope, indices, random) -> {
      Dropped[] dropped = new Dropped[indices.length];
      Arrays.setAll(dropped, i -> Dropped.of(random));
      NDArray clean = pairs.outputs(scope, indices);
      DiffusionBatch draw = DiffusionBatch.of(scope, schedule, clean.getShape(), random);
      NDArray words = pairs.words(scope, indices, i -> dropped[i].text());
      NDArray images = pairs.inputs(scope, indices).mul(kept(scope, dropped));
      return new NDArray[] {
        clean, draw.noise(), draw.t(), draw.signal(), draw.sigma(), words, images
      };
    };
  }

  /** 1 where the image is kept, 0 where it is not, (B, 1, 1, 1). */
  private static NDArray kept(NDManager scope, Dropped[] dropped) {
    float[] kept = new float[dropped.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = dropped[i].image() ? 0 : 1;
    }
    return scope.create(kept, new Shape(kept.length, 1, 1, 1));
  }

  /** What is left out of a sample. */
  record Dropped(boolean text, boolean image) {
    static Dropped of(SplittableRandom random) {
      double draw = random.nextDouble();
      // Text alone, both, image alone; the rest keeps everything.
      return new Dropped(draw < 2 * DROPOUT, draw >= DROPOUT && draw < 3 * DROPOUT);
    }
  }
}
