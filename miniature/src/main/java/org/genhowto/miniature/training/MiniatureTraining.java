package org.genhowto.miniature.training;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.genhowto.captioner.training.CaptionerTrainer;
import org.genhowto.miniature.judge.JudgeTraining;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Target;

/**
 * Trains the miniature models, stage by stage, in one work folder. A stage that is done is passed
 * over; one that was interrupted goes on from its state, to the same bits. Seeds are fixed.
 */
public final class MiniatureTraining {
  private static final String SCALE = "scale.json";

  private final Path work;
  private final Scale scale;
  private final PrintStream out;

  /**
   * @param work folder for states, reports and what is made
   * @param out takes progress lines
   * @throws IllegalArgumentException where the folder holds work of another scale, of another
   *     edition or purpose of the world, or with other knobs
   */
  public MiniatureTraining(Path work, Scale scale, PrintStream out) throws IOException {
    this.work = work;
    this.scale = scale;
    this.out = out;
    var file = Files.createDirectories(work).resolve(SCALE);
    // What is measured may change; what was trained may not.
    var settings = Json.INDENTED.writeValueAsString(settings(scale));
    if (!Files.exists(file)) {
      Files.writeString(file, settings);
    } else if (!Files.readString(file).equals(settings)) {
      throw new IllegalArgumentException(
          "%s holds work with other settings than the scale '%s' of the %s edition (%s), see %s; choose another folder."
              .formatted(
                  work,
                  scale.name(),
                  scale.world().edition().word(),
                  scale.world().purpose().name().toLowerCase(Locale.ROOT),
                  file));
    }
  }

  /** The scale, which the folder holds work of. */
  public Scale scale() {
    return scale;
  }

  /** All that decides what is trained. */
  private static List<Object> settings(Scale scale) {
    var settings = new ArrayList<Object>(List.of(scale.stills(), scale.steps(), scale.mining()));
    switch (scale.world().edition()) {
      case FIRST -> {} // Has nothing more to say, and folders from before it was called so are its.
      case SECOND -> settings.addAll(List.of(scale.world(), scale.knobs(), scale.judging()));
    }
    return settings;
  }

  /**
   * Runs one stage, unless it is done.
   *
   * @throws IllegalArgumentException where another has to be done before
   */
  public void run(Stage stage) throws IOException {
    if (stage.done(work)) {
      out.println(stage.word() + ": is done");
      return;
    }
    for (var need : stage.needs()) {
      if (!need.done(work)) {
        throw new IllegalArgumentException(
            "The stage %s needs %s, which is not done.".formatted(stage.word(), need.word()));
      }
    }
    var clock = new StageTimer(Files.createDirectories(stage.state(work)).resolve("seconds"));
    Consumer<String> log =
        line -> {
          out.println(line);
          clock.keep();
        };
    Files.createDirectories(stage.folder(work));
    run(stage, log);
    StageReport.write(work, stage, scale, clock.cost());
    log.accept(stage.word() + ": written to " + stage.folder(work));
  }

  private void run(Stage stage, Consumer<String> log) throws IOException {
    var diffusion = new DiffusionStages(work, scale, log);
    switch (stage) {
      case TEXT_ENCODER -> clip(log).trainTextEncoder(DiffusionStages.base(work));
      case CLIP -> clip(log).trainModel(stage.folder(work));
      case VAE -> diffusion.autoencoder();
      case BASE -> diffusion.base();
      case CAPTIONER -> captioner(log);
      case LOCALIZER -> new LocalizerStage(work, scale, log).train();
      case LOCALIZER_UNORDERED -> new LocalizerStage(work, scale, log).trainUnordered();
      case TRIPLETS -> new TripletStage(work, scale, log).mine();
      case GENHOWTO_STATES -> diffusion.genHowTo(stage, EnumSet.of(Target.FINAL_STATE));
      case GENHOWTO_ACTIONS -> diffusion.genHowTo(stage, EnumSet.of(Target.ACTION));
      case GENHOWTO_JOINT -> diffusion.genHowTo(stage, EnumSet.allOf(Target.class));
      case STABLE_DIFFUSION_TUNED -> diffusion.tuned();
      case INSTRUCT_PIX2PIX -> diffusion.instructPix2Pix();
      case JUDGE -> new JudgeTraining(scale, stage.state(work), log).train(stage.folder(work));
    }
  }

  /** The text encoder is what CLIP's text tower is on the way, so they share their state. */
  private ClipTraining clip(Consumer<String> log) {
    var state = Stage.CLIP.state(work).resolve("clip.safetensors");
    return new ClipTraining(scale, state, log);
  }

  private void captioner(Consumer<String> log) throws IOException {
    var folder = Stage.CAPTIONER.folder(work);
    var words = new Vocabulary(scale.world().edition());
    words.write(folder);
    var recipe = MiniatureRecipes.captioner(scale.steps().captioner());
    var curve = Stage.CAPTIONER.state(work).resolve(LossCurve.FILE);
    new CaptionerTrainer(
            MiniatureRecipes.captionerSizes(words), recipe, folder.resolve("tokenizer.json"))
        .seeingAs(Stage.CLIP.folder(work))
        .train(Gallery.of(scale).exacts(scale.stills().captions()), folder, curve, log);
  }
}
