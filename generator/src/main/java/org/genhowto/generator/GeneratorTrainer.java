package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.networks.Images;
import org.genhowto.networks.RgbImage;
import org.genhowto.networks.Training;
import org.genhowto.runtime.ShardReader;
import org.genhowto.runtime.ShardSample;
import org.genhowto.schemas.Target;

/**
 * Trains GenHowTo on triplets (the paper, section 3.2): the U-Net's encoder is frozen; its decoder
 * and the ControlNet, which starts as a copy of the encoder, learn to predict the noise in the
 * action's or the final state's latent, given the initial state's latent and the caption. One model
 * a target.
 */
public final class GeneratorTrainer {
  private final Target target;
  private final TrainingPlan plan;
  private final Consumer<String> log;
  private final NoiseSchedule schedule = NoiseSchedule.stableDiffusion();

  public GeneratorTrainer(Target target, TrainingPlan plan, Consumer<String> log) {
    this.target = target;
    this.plan = plan;
    this.log = log;
  }

  /**
   * Trains, and writes a folder in the layout of GenHowTo.
   *
   * @param shards webdataset tars of captioned triplets
   * @param base folder of the base model in the layout of diffusers: vae/ and unet/ are read
   */
  public void train(List<Path> shards, Path base, TextEncoder text, Path folder)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Autoencoder encoder = Autoencoder.load(manager, base.resolve("vae"));
        Denoiser unet = Denoiser.loadBase(manager, base.resolve("unet"));
        Denoiser denoiser = unet.withControlNet(manager, plan.seed())) {
      Pairs pairs = pairs(manager, encoder, denoiser.config(), shards);
      try (Training training =
          Training.of(
              manager,
              denoiser
                  .network()
                  .train(name -> name.startsWith(Denoiser.CONTROLNET) || decoder(name)),
              plan.diffusionRecipe())) {
        new TrainingLoop(name(), plan, log)
            .run(
                manager,
                training,
                denoiser.network(),
                new TrainingLoop.Work(
                    "controlled_noise_loss",
                    pairs.captions.size(),
                    inputs(pairs, new PromptBank(text), encoder.config().scalingFactor())));
      }
      save(folder, denoiser);
    }
  }

  /** What of the U-Net is trained: U_D in Figure 3. */
  private static boolean decoder(String name) {
    return name.startsWith(Denoiser.UNET + "up_blocks.")
        || name.startsWith(Denoiser.UNET + "conv_norm_out.")
        || name.startsWith(Denoiser.UNET + "conv_out.");
  }

  private TrainingLoop.Inputs inputs(Pairs pairs, PromptBank prompts, double factor) {
    return (scope, indices, random) -> {
      NDArray clean = pairs.after.batch(scope, indices, factor);
      NDArray input = pairs.before.batch(scope, indices, 1);
      Draw draw = Draw.of(scope, schedule, clean.getShape(), random);
      NDArray words = prompts.batch(scope, captions(pairs, indices, random));
      return new NDArray[] {
        clean, draw.noise(), draw.t(), draw.signal(), draw.sigma(), words, input
      };
    };
  }

  private void save(Path folder, Denoiser denoiser) throws IOException {
    Map<String, NDArray> decoder = new LinkedHashMap<>();
    Map<String, NDArray> all = denoiser.network().weights().all();
    all.forEach(
        (name, array) -> {
          if (decoder(name)) {
            decoder.put(name, array);
          }
        });
    Denoiser.saveGenHowTo(
        folder,
        denoiser.config(),
        Denoiser.under(Denoiser.CONTROLNET, all),
        Denoiser.under(Denoiser.UNET, decoder),
        plan.floats());
  }

  /** Latents of input images and of what is to come of them, and the words for it. */
  private record Pairs(LatentBank before, LatentBank after, List<String> captions) {}

  private Pairs pairs(NDManager manager, Autoencoder encoder, UNetConfig config, List<Path> shards)
      throws IOException {
    int side = config.sampleSize() * encoder.config().downsampling();
    Pairs pairs =
        new Pairs(new LatentBank(encoder, side), new LatentBank(encoder, side), new ArrayList<>());
    for (Path shard : shards) {
      try (ShardReader reader = ShardReader.open(shard)) {
        for (Optional<ShardSample> sample = reader.next();
            sample.isPresent();
            sample = reader.next()) {
          pairs.before.add(manager, image(sample.get(), ShardSample.INITIAL_IMAGE));
          pairs.after.add(manager, image(sample.get(), imageField()));
          pairs.captions.add(sample.get().text(textField()).strip());
        }
      }
    }
    pairs.before.encodeWaiting(manager);
    pairs.after.encodeWaiting(manager);
    if (pairs.captions.isEmpty()) {
      throw new IOException("The %d shards hold no triplet".formatted(shards.size()));
    }
    log.accept("%s: %d triplets encoded".formatted(name(), pairs.captions.size()));
    return pairs;
  }

  private static List<String> captions(Pairs pairs, int[] indices, SplittableRandom random) {
    List<String> captions = new ArrayList<>();
    for (int index : indices) {
      captions.add(TrainingPlan.dropsText(random) ? "" : pairs.captions.get(index));
    }
    return captions;
  }

  private static RgbImage image(ShardSample sample, String field) {
    return Images.decode(sample.bytes(field));
  }

  private String imageField() {
    return switch (target) {
      case ACTION -> ShardSample.ACTION_IMAGE;
      case FINAL_STATE -> ShardSample.STATE_IMAGE;
    };
  }

  private String textField() {
    return switch (target) {
      case ACTION -> ShardSample.ACTION_TEXT;
      case FINAL_STATE -> ShardSample.STATE_TEXT;
    };
  }

  private String name() {
    return switch (target) {
      case ACTION -> "genhowto actions";
      case FINAL_STATE -> "genhowto states";
    };
  }
}
