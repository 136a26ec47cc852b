package org.genhowto.miniature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.genhowto.captioner.Blip2Captioner;
import org.genhowto.captioner.Settings;
import org.genhowto.generator.Autoencoder;
import org.genhowto.generator.BaseModel;
import org.genhowto.generator.GenHowTo;
import org.genhowto.generator.NoiseSource;
import org.genhowto.generator.Sampling;
import org.genhowto.generator.Watcher;
import org.genhowto.networks.ClipModel;
import org.genhowto.networks.Normalization;
import org.genhowto.networks.RgbImage;
import org.genhowto.runtime.Configuration;

/**
 * Measures the miniature models on stills and scenes nothing was trained on, and draws contact
 * sheets. Truth is used here and nowhere else.
 */
final class Quality {
  private static final int SIDE = 64;
  private static final int STILLS = 240;
  private static final Sampling SAMPLING = new Sampling(25, 1, 3);
  private static final Sampling SDEDIT = new Sampling(25, 6, 3);

  private final Path models;
  private final Path sheets;
  private final int scenesEach;
  private final Consumer<String> log;

  /**
   * @param scenesEach test scenes of each seen category that are generated for
   */
  Quality(Path models, Path sheets, int scenesEach, Consumer<String> log) {
    this.models = models;
    this.sheets = sheets;
    this.scenesEach = scenesEach;
    this.log = log;
  }

  void measure() throws IOException {
    Files.createDirectories(sheets);
    try (var manager = NDManager.newBaseManager();
        var clip = ClipModel.load(manager, models.resolve("clip"))) {
      var judge = new ZeroShot(manager, clip);
      clip(judge);
      autoencoder(manager);
      if (Files.exists(models.resolve("captioner/model.safetensors"))) {
        captioner();
      }
      if (Files.exists(models.resolve("diffusion/unet/config.json"))) {
        generators(manager, judge);
      }
    }
  }

  private void clip(ZeroShot judge) {
    int phases = 0;
    int both = 0;
    for (int i = 0; i < STILLS; i++) {
      var still = Still.of(Still.VALIDATION + i);
      var image = Pictures.rgb(still.image());
      var meant = judge.of(image);
      var category = still.scene().category();
      both += meant.equals(new ZeroShot.Meaning(category, still.phase())) ? 1 : 0;
      phases += judge.phase(image, category) == still.phase() ? 1 : 0;
    }
    say(
        "| CLIP, zero-shot, %d stills | phase of a known category %s, category and phase %s |",
        STILLS, share(phases, STILLS), share(both, STILLS));
  }

  private void autoencoder(NDManager manager) throws IOException {
    double absolute = 0;
    double squares = 0;
    var pictures = new ArrayList<RgbImage>();
    try (var autoencoder = Autoencoder.load(manager, models.resolve("diffusion/vae"))) {
      for (int i = 0; i < STILLS; i++) {
        var image = Pictures.rgb(Still.of(Still.VALIDATION + i).image());
        var again = roundTrip(manager, autoencoder, image);
        absolute += distance(image, again);
        squares += squaredDistance(image, again);
        if (i < 24) {
          pictures.add(image);
          pictures.add(again);
        }
      }
    }
    sheet("vae.png", pictures, 12);
    say(
        "| autoencoder, %d stills | L1 %.2f of 255, PSNR %.1f dB |",
        STILLS, absolute / STILLS, 10 * Math.log10(255 * 255 / (squares / STILLS)));
  }

  private static RgbImage roundTrip(NDManager manager, Autoencoder autoencoder, RgbImage image) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray latent = autoencoder.encode(image.toArray(scope, Normalization.SIGNED));
      return RgbImage.ofSigned(autoencoder.decode(latent));
    }
  }

  private void captioner() {
    var settings = Settings.from(Configuration.of(Map.of()));
    int exact = 0;
    int category = 0;
    int phase = 0;
    try (var captioner =
        Blip2Captioner.load(models.resolve("captioner"), settings.decoding(), "")) {
      for (int i = 0; i < STILLS; i++) {
        var still = Still.of(Still.VALIDATION + i);
        var caption = captioner.describe(List.of(Pictures.rgb(still.image()))).get(0).text();
        exact += Captions.of(still.scene(), still.phase()).contains(caption) ? 1 : 0;
        category += List.of(caption.split(" ")).contains(still.scene().category().word()) ? 1 : 0;
        phase += says(caption, still) ? 1 : 0;
        if (i < 8) {
          log.accept("caption: " + caption + "  <- " + still.caption());
        }
      }
    }
    say(
        "| captioner, %d stills | exact wording %s, category named %s, category and phase %s |",
        STILLS, share(exact, STILLS), share(category, STILLS), share(phase, STILLS));
  }

  /** Whether the caption is one of the category's captions for the still's phase. */
  private static boolean says(String caption, Still still) {
    var category = still.scene().category();
    return category.tints().stream()
        .anyMatch(
            tint ->
                category.family().outcomes().stream()
                    .anyMatch(
                        outcome ->
                            Captions.of(category, tint, outcome, still.phase()).contains(caption)));
  }

  private void generators(NDManager manager, ZeroShot judge) throws IOException {
    var base = models.resolve("diffusion");
    try (var parts = BaseModel.load(manager, base);
        var text = GenHowTo.baseline(manager, parts, base)) {
      samples(text);
      for (var phase : List.of(Phase.FINAL, Phase.ACTION)) {
        var folder = models.resolve(phase == Phase.FINAL ? "genhowto-states" : "genhowto-actions");
        if (Files.exists(folder)) {
          try (var model = GenHowTo.load(manager, parts, base, folder)) {
            compare(ways(manager, parts, text, model, phase), phase, judge);
          }
        }
      }
    }
  }

  /** Some pictures from words alone. */
  private void samples(GenHowTo text) throws IOException {
    var pictures = new ArrayList<RgbImage>();
    for (int i = 0; i < 24; i++) {
      var caption = Still.of(Still.VALIDATION + i).caption();
      pictures.add(fromText(text, caption, List.of(NoiseSource.seeded(i))));
    }
    sheet("base.png", pictures, 12);
  }

  /** One way to get a picture of a phase from a test scene. */
  @FunctionalInterface
  private interface Way {
    RgbImage picture(TestScene scene);
  }

  /** All ways to a phase, from the poorest to the truth. */
  private static Map<String, Way> ways(
      NDManager manager, BaseModel parts, GenHowTo text, GenHowTo model, Phase phase) {
    var ways = new LinkedHashMap<String, Way>();
    ways.put("input copied", TestScene::initial);
    ways.put("text only", scene -> fromText(text, scene.prompt(phase), noise(scene)));
    ways.put("SDEdit 75%", scene -> generated(text, scene, phase, SDEDIT));
    ways.put("GenHowTo", scene -> generated(model, scene, phase, SAMPLING));
    ways.put(
        "truth through the autoencoder",
        scene -> roundTrip(manager, parts.autoencoder(), scene.image(phase)));
    ways.put("truth", scene -> scene.image(phase));
    return ways;
  }

  private void compare(Map<String, Way> ways, Phase phase, ZeroShot judge) throws IOException {
    compare("seen", TestScene.of(Category.seen(), scenesEach, SIDE), ways, phase, judge);
    // There are fewer held-out categories, so each has more scenes.
    compare("held-out", TestScene.of(Category.unseen(), 2 * scenesEach, SIDE), ways, phase, judge);
  }

  private void compare(
      String set, List<TestScene> scenes, Map<String, Way> ways, Phase phase, ZeroShot judge)
      throws IOException {
    var name = phase.name().toLowerCase(Locale.ROOT) + "-" + set;
    var pictures = new ArrayList<RgbImage>();
    scenes.forEach(scene -> pictures.add(scene.initial()));
    for (var way : ways.entrySet()) {
      pictures.addAll(score(name, way.getKey(), scenes, phase, way.getValue(), judge));
    }
    sheet(name + ".png", pictures, scenes.size());
  }

  private List<RgbImage> score(
      String set, String name, List<TestScene> scenes, Phase phase, Way way, ZeroShot judge) {
    int right = 0;
    int both = 0;
    double edge = 0;
    var pictures = new ArrayList<RgbImage>();
    for (var scene : scenes) {
      var picture = way.picture(scene);
      pictures.add(picture);
      right += judge.phase(picture, scene.category()) == phase ? 1 : 0;
      both += judge.of(picture).equals(new ZeroShot.Meaning(scene.category(), phase)) ? 1 : 0;
      edge += distance(top(scene.image(phase)), top(picture));
    }
    int n = scenes.size();
    say(
        "| %s, %s, %d scenes | phase %s, category and phase %s, background L1 %.1f |",
        set, name, n, share(right, n), share(both, n), edge / n);
    return pictures;
  }

  /** The strip above the object, which the change leaves alone. */
  private static RgbImage top(RgbImage image) {
    return image.crop(0, 0, image.width(), image.height() / 5);
  }

  private static RgbImage fromText(GenHowTo text, String prompt, List<NoiseSource> noise) {
    return text.generateFromText(prompt, SAMPLING, noise, Watcher.NONE).orElseThrow().get(0);
  }

  private static RgbImage generated(
      GenHowTo model, TestScene scene, Phase phase, Sampling sampling) {
    return model
        .generate(scene.initial(), scene.prompt(phase), sampling, noise(scene), Watcher.NONE)
        .orElseThrow()
        .get(0);
  }

  private static List<NoiseSource> noise(TestScene scene) {
    return List.of(NoiseSource.seeded(scene.seed() * 31 + scene.category().ordinal()));
  }

  private void sheet(String name, List<RgbImage> pictures, int columns) throws IOException {
    var sheet = ContactSheet.of(pictures.stream().map(Pictures::drawn).toList(), columns, 1);
    ImageIO.write(sheet, "png", sheets.resolve(name).toFile());
  }

  private static double distance(RgbImage one, RgbImage other) {
    double sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      sum += Math.abs((one.rgb()[i] & 255) - (other.rgb()[i] & 255));
    }
    return sum / one.rgb().length;
  }

  private static double squaredDistance(RgbImage one, RgbImage other) {
    double sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      double d = (one.rgb()[i] & 255) - (other.rgb()[i] & 255);
      sum += d * d;
    }
    return sum / one.rgb().length;
  }

  private static String share(int count, int of) {
    double p = (double) count / of;
    return String.format(Locale.ROOT, "%.2f (standard error %.2f)", p, Math.sqrt(p * (1 - p) / of));
  }

  private void say(String format, Object... values) {
    log.accept(String.format(Locale.ROOT, format, values));
  }
}
