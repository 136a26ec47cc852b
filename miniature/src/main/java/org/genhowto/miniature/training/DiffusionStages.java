package org.genhowto.miniature.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.genhowto.generator.diffusion.AutoencoderConfig;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.training.AutoencoderTrainer;
import org.genhowto.generator.training.BaseTrainer;
import org.genhowto.generator.training.GeneratorTrainer;
import org.genhowto.generator.training.InstructPix2PixTrainer;
import org.genhowto.generator.training.Preservation;
import org.genhowto.generator.training.TripletShards;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.clip.ClipText;
import org.genhowto.networks.text.Tokenizer;
import org.genhowto.schemas.Target;

/** The stages that train parts of a diffusion model. */
final class DiffusionStages {
  private static final int IMAGE = 64;

  /** Stock pictures that GenHowTo may see beside its triplets. */
  private static final int PRESERVED = 4_000;

  private static final String CROSS = "CrossAttnDownBlock2D";
  private static final AutoencoderConfig AUTOENCODER =
      new AutoencoderConfig(List.of(32, 64), 1, 4, 8, 3, null, 2);
  private static final UNetConfig UNET =
      new UNetConfig(
          List.of(32, 64, 96),
          List.of(CROSS, CROSS, "DownBlock2D"),
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

  private final Path work;
  private final Scale scale;
  private final Gallery gallery;
  private final Consumer<String> log;

  DiffusionStages(Path work, Scale scale, Consumer<String> log) {
    this.work = work;
    this.scale = scale;
    this.gallery = Gallery.of(scale);
    this.log = log;
  }

  /** Folder of the base model, in the layout of diffusers. */
  static Path base(Path work) {
    return work.resolve("models/diffusion");
  }

  void autoencoder() throws IOException {
    var plan = MiniatureRecipes.autoencoder(Stage.VAE.state(work), scale.steps().autoencoder());
    new AutoencoderTrainer(AUTOENCODER, plan, log)
        .train(gallery.all(scale.stills().autoencoder()), IMAGE, Stage.VAE.folder(work));
  }

  void base() throws IOException {
    var plan = MiniatureRecipes.base(Stage.BASE.state(work), scale.steps().base());
    var stills = gallery.stocks(scale.stills().base());
    var autoencoder = Stage.VAE.folder(work);
    withText(
        text ->
            new BaseTrainer(plan, log)
                .train(UNET, stills, autoencoder, text, Stage.BASE.folder(work)));
    NoiseSchedule.stableDiffusion().save(base(work));
  }

  /** The base model, trained on with the pictures and the captions of the mined triplets. */
  void tuned() throws IOException {
    var stage = Stage.STABLE_DIFFUSION_TUNED;
    var plan = MiniatureRecipes.tuned(stage.state(work), scale.steps().tuned());
    var images = new TripletShards(TripletStage.shards(work)).captioned();
    var unet = stage.folder(work).resolve("unet");
    withText(text -> new BaseTrainer(plan, log).tune(base(work), images, text, unet));
    NoiseSchedule.stableDiffusion().save(stage.folder(work));
  }

  void genHowTo(Stage stage, Set<Target> targets) throws IOException {
    var steps = targets.size() > 1 ? scale.steps().joint() : scale.steps().genHowTo();
    var knobs = scale.knobs().learning();
    var plan = MiniatureRecipes.genHowTo(stage.state(work), steps, knobs);
    var preservation =
        new Preservation(
            knobs.decoderRate(),
            knobs.stockShare(),
            gallery.stocks(Math.min(PRESERVED, scale.stills().base())));
    var folder = stage.folder(work);
    withText(
        text ->
            new GeneratorTrainer(targets, plan, log)
                .preserving(preservation)
                .train(TripletStage.shards(work), base(work), text, folder));
    GenerationMethod.GENHOWTO.sampling(scale).save(folder);
  }

  void instructPix2Pix() throws IOException {
    var stage = Stage.INSTRUCT_PIX2PIX;
    var plan = MiniatureRecipes.instructPix2Pix(stage.state(work), scale.steps().instructPix2Pix());
    var edits = gallery.edits(scale.stills().edits());
    withText(
        text ->
            new InstructPix2PixTrainer(plan, log)
                .train(edits, base(work), text, stage.folder(work)));
  }

  @FunctionalInterface
  private interface WithText {
    void run(TextEncoder text) throws IOException;
  }

  private void withText(WithText body) throws IOException {
    try (var manager = NDManager.newBaseManager();
        var text = ClipText.load(manager, Stage.TEXT_ENCODER.folder(work));
        var tokenizer = Tokenizer.load(base(work).resolve("tokenizer"), Vocabulary.LENGTH)) {
      body.run(BaseModel.textEncoder(text, tokenizer));
    }
  }
}
