package org.genhowto.launcher.cli;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.training.GeneratorTrainer;
import org.genhowto.generator.training.SplitChoice;
import org.genhowto.generator.training.TrainingMemory;
import org.genhowto.generator.training.TrainingPlan;
import org.genhowto.launcher.embedded.DirectoryLock;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.options.ShardOptions;
import org.genhowto.launcher.options.Targets;
import org.genhowto.launcher.training.TrainingRecord;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** GenHowTo from training shards, on any base model. */
@Command(
    name = "generator",
    description = {
      "Trains GenHowTo on the triplets of webdataset shards: a ControlNet and the U-Net's decoder",
      "learn to predict the noise in the action's or the final state's latent, given the initial",
      "state's and the caption. The base model is Stable Diffusion 2, or any other U-Net of its",
      "kind in the layout of diffusers, with its own tokenizer and text encoder.",
      "",
      "Stable Diffusion 2 takes 19 GB of memory in float32, and about 2 GB more for each image of",
      "a step; a triplet's latents take 128 KiB of --work's disk (256 KiB with both targets).",
      "The paper does not give its rate and steps: those here are ControlNet's. The miniature",
      "models came from --steps=2000 --batch=24 --rate=1e-3 --warm-up=50 --average=0.998 --seed=3.",
      "",
      "The state is kept in --work. The same command goes on from there, to the same bits."
    })
final class TrainGeneratorCommand implements Callable<Integer> {
  private static final double GIGA = 1e9;

  @Mixin private ShardOptions shards = new ShardOptions();

  @Option(
      names = "--splits",
      split = ",",
      paramLabel = "SPLIT",
      defaultValue = "train",
      description =
          "Learn from these splits instead: train, test, held-out, or unstated for samples that"
              + " name none, in shards whose names do not either (${DEFAULT-VALUE}).")
  private Set<String> splits;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Side of the images, a multiple of 8 (default: 512, or the base model's where that is"
              + " smaller).")
  private @Nullable Integer size;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Folder of the base model, or one above it: vae/, text_encoder/, tokenizer/, unet/ and"
              + " scheduler/ (default: the miniature one).")
  private Path model = Models.folder();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "action|final-state|both",
      description = "What the model learns to make; the paper has one model for each.")
  private String target;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where GenHowTo's weights go. Called after 'states' or 'actions' and beside the base"
              + " model, generate --local and the worker find them.")
  private Path out;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where the training's state is kept (default: --out with -training after it).")
  private @Nullable Path work;

  @Option(names = "--steps", defaultValue = "20000", description = "Steps (${DEFAULT-VALUE}).")
  private long steps;

  @Option(names = "--batch", defaultValue = "8", description = "Images a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--rate",
      defaultValue = "1e-5",
      description =
          "Peak learning rate of AdamW; it falls to 0 over the second half (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--warm-up",
      defaultValue = "500",
      description = "Steps until the rate is reached (${DEFAULT-VALUE}).")
  private long warmUp;

  @Option(
      names = "--average",
      defaultValue = "0.9995",
      description =
          "Decay of the average of the weights, which is what is kept (${DEFAULT-VALUE}).")
  private double average;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Of data order, noise and first weights (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--save-every",
      defaultValue = "250",
      description = "Steps between two saves of the state (${DEFAULT-VALUE}).")
  private int saveEvery;

  @Option(names = "--float32", description = "Write weights in float32 (default: float16).")
  private boolean whole;

  @Option(
      names = "--sampling",
      split = ",",
      paramLabel = "N",
      description =
          "Steps, skip and guidance that the model samples with where a request leaves them open"
              + " (default: the published 50,2,9).")
  private @Nullable List<Double> sampling;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  TrainGeneratorCommand() {}

  @Override
  public Integer call() throws IOException {
    Set<Target> targets = Targets.oneOrBoth(target);
    SamplingSettings defaults = sampling();
    Path state = TrainingRecord.folder(work, out);
    TrainingPlan plan = plan(state);
    GeneratorTrainer.Data data =
        new GeneratorTrainer.Data(
            new SplitChoice(splits), size == null ? null : RequestContract.requireSize(size));
    List<Path> tars = shards.tars();
    Path base = ModelLayout.below(model).base();
    try (DirectoryLock lock = DirectoryLock.on(state)) {
      TrainingRecord.keep(state, out, options(base, tars));
      sayMemory(base);
      try (NDManager manager = NDManager.newBaseManager();
          BaseModel text = BaseModel.load(manager, base)) {
        new GeneratorTrainer(targets, plan, this::say, data).train(tars, base, text, out);
      }
      if (sampling != null) {
        defaults.save(out);
      }
    }
    say("written to " + out);
    return 0;
  }

  private TrainingPlan plan(Path state) {
    DataType floats = whole ? DataType.FLOAT32 : DataType.FLOAT16;
    return new TrainingPlan(state, steps, batch, rate, warmUp, average, seed, saveEvery, floats);
  }

  private SamplingSettings sampling() {
    if (sampling == null) {
      return SamplingSettings.PUBLISHED;
    }
    if (sampling.size() != 3) {
      throw new IllegalArgumentException(
          "--sampling is %s, expected three numbers: steps, skip, guidance".formatted(sampling));
    }
    return new SamplingSettings(
        sampling.get(0).intValue(), sampling.get(1).intValue(), sampling.get(2));
  }

  /** What the trained numbers depend on. */
  private Map<String, String> options(Path base, List<Path> tars) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--target", target);
    options.put("--steps", Long.toString(steps));
    options.put("--batch", Integer.toString(batch));
    options.put("--rate", Double.toString(rate));
    options.put("--warm-up", Long.toString(warmUp));
    options.put("--average", Double.toString(average));
    options.put("--seed", Long.toString(seed));
    options.put("--model", base.toRealPath().toString());
    options.put("--shards", TrainingRecord.files(tars));
    options.put("--splits", String.join(",", new TreeSet<>(splits)));
    if (size != null) {
      options.put("--size", size.toString());
    }
    return options;
  }

  private void sayMemory(Path base) throws IOException {
    TrainingMemory memory = TrainingMemory.of(base);
    say(
        "%,d numbers, %,d of them trained: %.2f GB of memory besides activations"
            .formatted(memory.all(), memory.trained(), memory.bytes() / GIGA));
  }

  private void say(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}
