package org.genhowto.captioner.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.genhowto.captioner.blip2.Blip2;
import org.genhowto.captioner.blip2.CaptionTokens;
import org.genhowto.captioner.blip2.CaptionerConfig;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingLoop;
import org.genhowto.networks.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a captioner on pictures and sentences: every word is predicted from the picture and the
 * words before it. All of BLIP-2 is trained at once, which is right for a miniature; the published
 * model froze its vision tower and its language model.
 */
public final class CaptionerTrainer {
  private static final String CHECKPOINT = "training.safetensors";

  /** Images that patch embeddings are measured on, where a CLIP is taken over. */
  private static final int MEASURED = 64;

  /** A target that does not count in the loss. */
  private static final long IGNORED = -100;

  private final CaptionerConfig config;
  private final CaptionerRecipe recipe;
  private final Path tokenizerFile;
  private final @Nullable Path clip;

  /**
   * @param tokenizerFile a {@code tokenizer.json} that has the configuration's start and end tokens
   */
  public CaptionerTrainer(CaptionerConfig config, CaptionerRecipe recipe, Path tokenizerFile) {
    this(config, recipe, tokenizerFile, null);
  }

  private CaptionerTrainer(
      CaptionerConfig config, CaptionerRecipe recipe, Path tokenizerFile, @Nullable Path clip) {
    this.config = config;
    this.recipe = recipe;
    this.tokenizerFile = tokenizerFile;
    this.clip = clip;
  }

  /** The same, with a vision tower that begins as that of a trained CLIP of the same sizes. */
  public CaptionerTrainer seeingAs(Path clipFolder) {
    return new CaptionerTrainer(config, recipe, tokenizerFile, clipFolder);
  }

  /**
   * Trains, or goes on from the checkpoint in the folder, and leaves a checkpoint folder that
   * {@code Blip2Captioner.load} reads.
   *
   * @param curve file of the loss curve; the checkpoint folder holds nothing but the model
   */
  public void train(CaptionExamples data, Path folder, Path curve, Consumer<String> log)
      throws IOException {
    Files.createDirectories(folder);
    ModelFolder files = new ModelFolder(folder);
    config.write(files);
    Path own = folder.resolve("tokenizer.json");
    if (!own.equals(tokenizerFile)) {
      Files.write(own, Files.readAllBytes(tokenizerFile));
    }
    try (NDManager manager = NDManager.newBaseManager();
        Blip2 model = create(manager, data);
        Tokenizer tokenizer = Tokenizer.load(folder, room());
        Training training =
            Training.of(manager, model.network().train(name -> true), optimisation())) {
      Path checkpoint = folder.resolve(CHECKPOINT);
      Batches batches = new Batches(data, tokenizer, model);
      TrainingLoop.ofSteps(
              new TrainingFiles(checkpoint, curve), recipe.steps(), recipe.checkpointEvery())
          .saying("captioner", log)
          .run(training, number -> step(manager, model, training, batches, number).loss());
      Weights.save(folder.resolve("model.safetensors"), training.averages(), DataType.FLOAT16);
      Files.deleteIfExists(checkpoint);
    }
  }

  private Blip2 create(NDManager manager, CaptionExamples data) {
    if (clip == null) {
      return Blip2.create(manager, config, recipe.seed());
    }
    List<RgbImage> examples =
        IntStream.range(0, Math.min(MEASURED, data.size()))
            .mapToObj(index -> data.example(index).image())
            .toList();
    try (NDManager scope = manager.newSubManager();
        Weights weights = Weights.load(scope, clip)) {
      ClipStart start = new ClipStart(config.vision(), weights);
      return Blip2.create(
          manager, config, recipe.seed(), start.tensors(scope, config.pixels(scope, examples)));
    }
  }

  private static Training.Step step(
      NDManager manager, Blip2 model, Training training, Batches batches, long number) {
    try (NDManager scope = manager.newSubManager()) {
      return training.step(model.network(), "loss", batches.of(scope, number));
    }
  }

  private Recipe optimisation() {
    Schedule schedule =
        Schedule.cosine(recipe.rate(), recipe.warmUp(), recipe.steps()).warmedUp(recipe.warmUp());
    Recipe.Rule rule = new Recipe.AdamW(0.9, 0.98, 1e-8, recipe.decay());
    return Recipe.of(rule, schedule).clippedTo(1).averagedBy(recipe.averaging());
  }

  private int room() {
    return config.language().positions() - config.query().queries();
  }

  /** The inputs of each step, the same whether or not the training was interrupted. */
  private final class Batches {
    private final CaptionExamples data;
    private final Tokenizer tokenizer;
    private final Blip2 model;

    Batches(CaptionExamples data, Tokenizer tokenizer, Blip2 model) {
      this.data = data;
      this.tokenizer = tokenizer;
      this.model = model;
    }

    /** Pixels, tokens and targets of a step. */
    NDArray[] of(NDManager manager, long step) {
      SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + step);
      CaptionAugmentation augmentation = new CaptionAugmentation(random);
      List<RgbImage> images = new ArrayList<>();
      List<long[]> captions = new ArrayList<>();
      for (int i = 0; i < recipe.batch(); i++) {
        CaptionExamples.Example example = data.example(random.nextInt(data.size()));
        images.add(augmentation.vary(example.image()));
        captions.add(CaptionTokens.words(tokenizer, config, example.caption()));
      }
      return new NDArray[] {
        model.pixels(manager, images), tokens(manager, captions), targets(manager, captions)
      };
    }

    /** The start token, then the words. */
    private NDArray tokens(NDManager manager, List<long[]> captions) {
      int length = longest(captions) + 1;
      long[][] rows = new long[captions.size()][];
      for (int i = 0; i < rows.length; i++) {
        long[] words = captions.get(i);
        rows[i] = filled(length, config.language().endToken());
        rows[i][0] = config.language().startToken();
        System.arraycopy(words, 0, rows[i], 1, words.length);
      }
      return array(manager, rows, length);
    }

    /** The words, then the end token; what follows does not count. */
    private NDArray targets(NDManager manager, List<long[]> captions) {
      int length = longest(captions) + 1;
      long[][] rows = new long[captions.size()][];
      for (int i = 0; i < rows.length; i++) {
        long[] words = captions.get(i);
        rows[i] = filled(length, IGNORED);
        System.arraycopy(words, 0, rows[i], 0, words.length);
        rows[i][words.length] = config.language().endToken();
      }
      return array(manager, rows, length);
    }

    private NDArray array(NDManager manager, long[][] rows, int length) {
      long[] flat = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
      return manager.create(flat, new Shape(rows.length, length));
    }

    private int longest(List<long[]> captions) {
      return captions.stream().mapToInt(words -> words.length).max().orElse(0);
    }

    private long[] filled(int length, long value) {
      long[] row = new long[length];
      Arrays.fill(row, value);
      return row;
    }
  }
}
