package org.genhowto.miniature;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.captioner.CaptionerConfig;
import org.genhowto.captioner.CaptionerRecipe;
import org.genhowto.captioner.CaptionerTrainer;
import org.genhowto.generator.AutoencoderConfig;
import org.genhowto.generator.AutoencoderTrainer;
import org.genhowto.generator.BaseModel;
import org.genhowto.generator.BaseTrainer;
import org.genhowto.generator.GeneratorTrainer;
import org.genhowto.generator.Sampling;
import org.genhowto.generator.TextEncoder;
import org.genhowto.generator.TrainingPlan;
import org.genhowto.generator.UNetConfig;
import org.genhowto.networks.ClipText;
import org.genhowto.networks.ModelFolder;
import org.genhowto.networks.Tokenizer;
import org.genhowto.schemas.Target;

/**
 * Trains the miniature models, stage by stage. A stage whose output exists is done; one that was
 * interrupted goes on from its checkpoint. Seeds are fixed.
 */
public final class MiniatureTraining {
  private static final int IMAGE = 64;

  /** Half the published steps, and less guidance: what small images need. */
  private static final Sampling SAMPLING = new Sampling(25, 1, 3);

  private static final int AUTOENCODER_STILLS = 20_000;
  private static final int BASE_STILLS = 24_000;
  private static final int CAPTION_STILLS = 30_000;

  /** Stable Diffusion's noise schedule, as diffusers spells it. */
  private static final Map<String, Object> SCHEDULER =
      Map.of(
          "_class_name",
          "DDIMScheduler",
          "num_train_timesteps",
          1_000,
          "beta_start",
          0.00085,
          "beta_end",
          0.012,
          "beta_schedule",
          "scaled_linear",
          "clip_sample",
          false,
          "set_alpha_to_one",
          false,
          "steps_offset",
          1,
          "prediction_type",
          "epsilon");

  private final Path work;
  private final PrintStream out;

  /**
   * @param work folder for checkpoints and, in {@code models}, for what was trained
   * @param out takes progress lines
   */
  public MiniatureTraining(Path work, PrintStream out) {
    this.work = work;
    this.out = out;
  }

  /** What is trained, in an order in which every stage finds what it needs. */
  public enum Stage {
    TEXT_ENCODER("models/diffusion/text_encoder/model.safetensors"),
    VAE("models/diffusion/vae/diffusion_pytorch_model.safetensors"),
    CLIP("models/clip/model.safetensors"),
    BASE("models/diffusion/unet/diffusion_pytorch_model.safetensors"),
    CAPTIONER("models/captioner/model.safetensors"),
    LOCALIZER("models/localizer/categories.json"),
    TRIPLETS("shards/done"),
    GENHOWTO_STATES("models/genhowto-states/GenHowTo_sdunet.safetensors"),
    GENHOWTO_ACTIONS("models/genhowto-actions/GenHowTo_sdunet.safetensors");

    private final String output;

    Stage(String output) {
      this.output = output;
    }

    /** The name commands use. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The stage of that name. */
    public static Stage named(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Runs one stage, unless its output exists. */
  public void run(Stage stage) throws IOException {
    var output = work.resolve(stage.output);
    if (Files.exists(output)) {
      say(stage.word() + ": exists");
      return;
    }
    var folder = Files.createDirectories(output.getParent());
    switch (stage) {
      case TEXT_ENCODER -> clip().trainTextEncoder(diffusion());
      case CLIP -> clip().trainModel(folder);
      case VAE -> autoencoder(folder);
      case BASE -> base(folder);
      case CAPTIONER -> captioner(folder);
      case LOCALIZER -> new LocalizerStage(work, this::say).train();
      case TRIPLETS -> new TripletStage(work, this::say).mine();
      case GENHOWTO_STATES -> genHowTo(Target.FINAL_STATE, stage, folder);
      case GENHOWTO_ACTIONS -> genHowTo(Target.ACTION, stage, folder);
    }
    say(stage.word() + ": written to " + folder);
  }

  /**
   * Measures the models that are there on scenes nothing was trained on, and draws contact sheets.
   *
   * @param scenesEach test scenes of each category
   */
  public void report(int scenesEach) throws IOException {
    new Quality(work.resolve("models"), work.resolve("sheets"), scenesEach, this::say).measure();
  }

  private ClipTraining clip() throws IOException {
    return new ClipTraining(
        new Steps("clip", checkpoints("clip").resolve("clip.safetensors"), out));
  }

  private void autoencoder(Path folder) throws IOException {
    var config = new AutoencoderConfig(List.of(32, 64), 1, 4, 8, 3, null, 2);
    var plan = TrainingPlan.autoencoder(checkpoints("vae"), 2_400);
    new AutoencoderTrainer(config, plan, this::say)
        .train(new Stills(AUTOENCODER_STILLS), IMAGE, folder);
  }

  private void base(Path folder) throws IOException {
    var cross = "CrossAttnDownBlock2D";
    var config =
        new UNetConfig(
            List.of(32, 64, 96),
            List.of(cross, cross, "DownBlock2D"),
            null,
            1,
            List.of(2, 4, 6),
            96,
            true,
            8,
            null,
            4,
            4,
            16,
            null);
    var plan = TrainingPlan.base(checkpoints("base"), 2_000);
    withText(
        text ->
            new BaseTrainer(config, plan, this::say)
                .train(new Stills(BASE_STILLS), diffusion().resolve("vae"), text, folder));
    new ModelFolder(Files.createDirectories(diffusion().resolve("scheduler")))
        .write("scheduler_config.json", SCHEDULER);
  }

  private void captioner(Path folder) throws IOException {
    var words = new Vocabulary();
    words.write(folder);
    var config = CaptionerConfig.miniature(words.size(), words.start(), words.end());
    new CaptionerTrainer(config, CaptionerRecipe.miniature(2_000), folder.resolve("tokenizer.json"))
        .seeingAs(work.resolve("models/clip"))
        .train(
            new Stills(CAPTION_STILLS),
            folder,
            progress -> {
              if (progress.step() % 50 == 0) {
                say(
                    String.format(
                        Locale.ROOT,
                        "captioner: step %d of %d, loss %.4f",
                        progress.step(),
                        progress.steps(),
                        progress.loss()));
              }
            });
  }

  private void genHowTo(Target target, Stage stage, Path folder) throws IOException {
    var plan = TrainingPlan.genHowTo(checkpoints(stage.word()), 1_000);
    var shards = TripletStage.shards(work);
    withText(
        text ->
            new GeneratorTrainer(target, plan, this::say).train(shards, diffusion(), text, folder));
    SAMPLING.save(folder);
  }

  @FunctionalInterface
  private interface WithText {
    void run(TextEncoder text) throws IOException;
  }

  private void withText(WithText body) throws IOException {
    try (var manager = NDManager.newBaseManager();
        var text = ClipText.load(manager, diffusion().resolve("text_encoder"));
        var tokenizer = Tokenizer.load(diffusion().resolve("tokenizer"), Vocabulary.LENGTH)) {
      body.run(BaseModel.textEncoder(text, tokenizer));
    }
  }

  private Path diffusion() {
    return work.resolve("models/diffusion");
  }

  private Path checkpoints(String name) throws IOException {
    return Files.createDirectories(work.resolve("checkpoints").resolve(name));
  }

  private void say(String line) {
    out.println(line);
  }
}
