package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.genhowto.networks.Training;
import org.genhowto.schemas.Target;

/**
 * Trains GenHowTo on triplets (the paper, section 3.2): the U-Net's encoder is frozen; its decoder
 * and the ControlNet, which starts as a copy of the encoder, learn to predict the noise in the
 * action's or the final state's latent, given the initial state's latent and the caption. The paper
 * trains one model a target; one joint model of both is its ablation (Table 1).
 */
public final class GeneratorTrainer {
  private final Set<Target> targets;
  private final TrainingPlan plan;
  private final Consumer<String> log;
  private final NoiseSchedule schedule = NoiseSchedule.stableDiffusion();

  /**
   * @param targets what the model learns to make; both for a joint model
   */
  public GeneratorTrainer(Set<Target> targets, TrainingPlan plan, Consumer<String> log) {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("No target is given, expected one or both");
    }
    this.targets = EnumSet.copyOf(targets);
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
      int side = denoiser.config().sampleSize() * encoder.config().downsampling();
      LatentPairs pairs = new LatentPairs(encoder, side, text);
      read(shards, manager, pairs);
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
                new TrainingLoop.Work("controlled_noise_loss", pairs.size(), inputs(pairs)));
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

  private TrainingLoop.Inputs inputs(LatentPairs pairs) {
    return (scope, indices, random) -> {
      NDArray clean = pairs.outputs(scope, indices);
      NDArray input = pairs.inputs(scope, indices);
      Draw draw = Draw.of(scope, schedule, clean.getShape(), random);
      NDArray words = pairs.words(scope, indices, i -> TrainingPlan.dropsText(random));
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

  private void read(List<Path> shards, NDManager manager, LatentPairs pairs) throws IOException {
    new TripletShards(shards)
        .forEach(
            triplet -> {
              for (Target target : targets) {
                pairs.add(
                    manager, triplet.initial(), triplet.image(target), triplet.caption(target));
              }
            });
    pairs.encodeWaiting(manager);
    if (pairs.size() == 0) {
      throw new IOException("The %d shards hold no triplet".formatted(shards.size()));
    }
    log.accept("%s: %d pairs encoded".formatted(name(), pairs.size()));
  }

  private String name() {
    if (targets.size() > 1) {
      return "genhowto joint";
    }
    return targets.contains(Target.ACTION) ? "genhowto actions" : "genhowto states";
  }
}
