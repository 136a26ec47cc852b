package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderConfig;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingWatch;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

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
  private final Data data;
  private final TrainingWatch watch;
  private final Preservation preservation;

  /**
   * What is learnt from.
   *
   * @param size side of the images in pixels; null takes 512, or less where the base model's images
   *     are smaller
   */
  public record Data(SplitChoice splits, @Nullable Integer size) {
    /** The train split, at GenHowTo's size. */
    public static final Data USUAL = new Data(SplitChoice.TRAIN, null);
  }

  /**
   * @param targets what the model learns to make; both for a joint model
   */
  public GeneratorTrainer(Set<Target> targets, TrainingPlan plan, Consumer<String> log) {
    this(targets, plan, log, Data.USUAL);
  }

  /** The same on other data. */
  public GeneratorTrainer(Set<Target> targets, TrainingPlan plan, Consumer<String> log, Data data) {
    this(targets, plan, log, data, TrainingWatch.NONE, Preservation.NONE);
  }

  private GeneratorTrainer(
      Set<Target> targets,
      TrainingPlan plan,
      Consumer<String> log,
      Data data,
      TrainingWatch watch,
      Preservation preservation) {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("No target is given, expected one or both");
    }
    this.targets = EnumSet.copyOf(targets);
    this.plan = plan;
    this.log = log;
    this.data = data;
    this.watch = watch;
    this.preservation = preservation;
  }

  /** The same, which tells of every step. */
  public GeneratorTrainer watchedBy(TrainingWatch watcher) {
    return new GeneratorTrainer(targets, plan, log, data, watcher, preservation);
  }

  /** The same with something against forgetting. */
  public GeneratorTrainer preserving(Preservation other) {
    return new GeneratorTrainer(targets, plan, log, data, watch, other);
  }

  /**
   * Trains from the base model, and writes a folder in the layout of GenHowTo.
   *
   * @param shards webdataset tars of captioned triplets
   * @param base folder of the base model in the layout of diffusers: vae/, unet/ and scheduler/ are
   *     read
   * @throws CheckpointException where the parts of the base model or the text encoder do not fit
   */
  public void train(List<Path> shards, Path base, TextEncoder text, Path folder)
      throws IOException {
    train(shards, new Start(base, null), text, folder);
  }

  /**
   * What a training begins with.
   *
   * @param base folder of the base model in the layout of diffusers
   * @param weights folder of GenHowTo's weights to go on from; null begins with a copy of the base
   *     model's encoder
   */
  public record Start(Path base, @Nullable Path weights) {}

  /** The same from weights that were trained before. */
  public void train(List<Path> shards, Start start, TextEncoder text, Path folder)
      throws IOException {
    Path base = start.base();
    NoiseSchedule schedule = NoiseSchedule.read(base);
    try (NDManager manager = NDManager.newBaseManager();
        Autoencoder encoder = AutoencoderFiles.load(manager, base.resolve("vae"));
        Denoiser denoiser = denoiser(manager, start, encoder.config());
        LatentPairs pairs = new LatentPairs(encoder, side(denoiser, encoder), text, plan.state())) {
      requireFit(base.resolve("unet"), denoiser.config(), encoder.config(), width(manager, text));
      read(shards, manager, pairs);
      train(manager, denoiser, encoder, text, pairs, schedule);
      save(folder, denoiser);
    }
  }

  private Denoiser denoiser(NDManager manager, Start start, AutoencoderConfig autoencoder)
      throws IOException {
    Path weights = start.weights();
    return weights == null
        ? untrained(manager, start.base().resolve("unet"), autoencoder)
        : DenoiserFiles.loadGenHowToForTraining(manager, start.base().resolve("unet"), weights);
  }

  private void train(
      NDManager manager,
      Denoiser denoiser,
      Autoencoder encoder,
      TextEncoder text,
      LatentPairs pairs,
      NoiseSchedule schedule) {
    PlannedTraining.Inputs inputs = inputs(pairs, schedule);
    CaptionedImages images = preservation.images();
    int pictures = preservation.pictures(plan.batch());
    if (images == null || pictures == 0) {
      train(
          manager,
          denoiser,
          new PlannedTraining.Work("controlled_noise_loss", pairs.size(), inputs));
      return;
    }
    try (PreservedPictures preserved =
        new PreservedPictures(images, encoder, text, side(denoiser, encoder), plan.state())) {
      preserved.encode(manager);
      log.accept("%s: %d pictures beside the pairs".formatted(name(), images.size()));
      train(
          manager,
          denoiser,
          new PlannedTraining.Work(
              "preserving_noise_loss",
              pairs.size(),
              (scope, indices, random) ->
                  Stream.of(
                          inputs.of(scope, indices, random),
                          preserved.inputs(scope, pictures, schedule, random))
                      .flatMap(Stream::of)
                      .toArray(NDArray[]::new)));
    }
  }

  private Denoiser untrained(NDManager manager, Path unet, AutoencoderConfig autoencoder)
      throws IOException {
    Integer size = data.size();
    Integer side = size == null ? null : latentSide(size, autoencoder.downsampling());
    try (Denoiser base = DenoiserFiles.loadForGenHowTo(manager, unet, side)) {
      return UntrainedNetworks.withControlNet(manager, base, plan.seed());
    }
  }

  private static int latentSide(int size, int factor) {
    if (size % factor != 0) {
      throw new IllegalArgumentException(
          "size is %d, expected a multiple of %d, which the autoencoder makes one latent pixel of"
              .formatted(size, factor));
    }
    return size / factor;
  }

  private static int side(Denoiser denoiser, Autoencoder encoder) {
    return denoiser.config().sampleSize() * encoder.config().downsampling();
  }

  /** How many numbers the text encoder gives a token. */
  private static long width(NDManager manager, TextEncoder text) {
    try (NDArray embedding = text.encode(manager, List.of(""))) {
      return embedding.getShape().get(2);
    }
  }

  private static void requireFit(
      Path unet, UNetConfig config, AutoencoderConfig autoencoder, long width) {
    if (!config.inChannels().equals(autoencoder.latentChannels())) {
      throw new CheckpointException(
          "%s has in_channels %d, expected %d, the channels of the autoencoder's latents."
              .formatted(unet, config.inChannels(), autoencoder.latentChannels()));
    }
    if (config.crossAttentionDim() != width) {
      throw new CheckpointException(
          "%s has cross_attention_dim %d, expected %d, the numbers that the text encoder gives a token."
              .formatted(unet, config.crossAttentionDim(), width));
    }
  }

  private void train(NDManager manager, Denoiser denoiser, PlannedTraining.Work work) {
    Map<String, NDArray> trained = denoiser.network().train(GeneratorTrainer::trains);
    Recipe recipe = preservation.over(plan.diffusionRecipe());
    try (Training training = Training.of(manager, trained, recipe)) {
      new PlannedTraining(name(), plan, log, watch)
          .run(manager, training, denoiser.network(), work);
    }
  }

  /** Whether a tensor of the denoiser is trained: U_D and the ControlNet in Figure 3. */
  public static boolean trains(String name) {
    return name.startsWith(Denoiser.CONTROLNET) || decoder(name);
  }

  static boolean decoder(String name) {
    return name.startsWith(Denoiser.UNET + "up_blocks.")
        || name.startsWith(Denoiser.UNET + "conv_norm_out.")
        || name.startsWith(Denoiser.UNET + "conv_out.");
  }

  private static PlannedTraining.Inputs inputs(LatentPairs pairs, NoiseSchedule schedule) {
    return (scope, indices, random) -> {
      NDArray clean = pairs.outputs(scope, indices);
      NDArray input = pairs.inputs(scope, indices);
      DiffusionBatch draw = DiffusionBatch.of(scope, schedule, clean.getShape(), random);
      NDArray words = pairs.words(scope, indices, i -> TrainingPlan.dropsText(random));
      return new NDArray[] {
        clean, draw.noise(), draw.t(), draw.signal(), draw.sigma(), words, input
      };
    };
  }

  private void save(Path folder, Denoiser denoiser) throws IOException {
    Weights all = denoiser.network().weights();
    Map<String, NDArray> decoder = all.under(Denoiser.UNET);
    decoder.keySet().removeIf(name -> !decoder(Denoiser.UNET + name));
    DenoiserFiles.saveGenHowTo(
        folder, denoiser.config(), all.under(Denoiser.CONTROLNET), decoder, plan.floats());
  }

  private void read(List<Path> shards, NDManager manager, LatentPairs pairs) throws IOException {
    SplitChoice.Count count = new SplitChoice.Count();
    for (int i = 0; i < shards.size(); i++) {
      Path shard = shards.get(i);
      new TripletShards(List.of(shard))
          .forEach(
              triplet -> {
                if (data.splits().takes(shard, triplet.sample(), count)) {
                  add(triplet, manager, pairs);
                }
              });
      log.accept(
          "%s: %d pairs in %d of %d shards".formatted(name(), pairs.size(), i + 1, shards.size()));
    }
    pairs.encodeWaiting(manager);
    count.lines().forEach(line -> log.accept("%s: %s".formatted(name(), line)));
    if (pairs.size() == 0) {
      throw new IOException(
          "The %d shards hold no triplet of split %s; there are %s"
              .formatted(
                  shards.size(),
                  String.join(", ", data.splits().splits()),
                  count.passedOver().isEmpty() ? "none at all" : count.passedOver()));
    }
    log.accept("%s: %d pairs encoded".formatted(name(), pairs.size()));
  }

  private void add(TripletShards.CaptionedTriplet triplet, NDManager manager, LatentPairs pairs) {
    RgbImage initial = triplet.initial();
    for (Target target : targets) {
      pairs.add(manager, initial, triplet.image(target), triplet.caption(target));
    }
  }

  private String name() {
    if (targets.size() > 1) {
      return "genhowto joint";
    }
    return targets.contains(Target.ACTION) ? "genhowto actions" : "genhowto states";
  }
}
