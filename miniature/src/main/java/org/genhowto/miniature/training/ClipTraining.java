package org.genhowto.miniature.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.clip.ClipConfig;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingLoop;

/**
 * Trains the small CLIP on stock stills and their captions. Its text tower as it stood after the
 * first part of the steps, without the last layer, is the diffusion models' text encoder: as with
 * Stable Diffusion 2, that is another model than the one that scores frames and judges results.
 */
final class ClipTraining {
  private static final int WIDTH = 96;
  private static final int LAYERS = 3;
  private static final int HEADS = 4;
  private static final int IMAGE = 64;
  private static final int PATCH = 8;
  private static final int PROJECTION = 64;
  private static final double RATE = 1e-3;
  private static final int SAVE_EVERY = 200;
  private static final float LOGIT_SCALE = 2.6593f;

  private final Vocabulary vocabulary;
  private final Gallery gallery;
  private final Scale.Steps scale;
  private final Path state;
  private final Consumer<String> log;

  /**
   * @param state file of the training's state, which both parts share
   */
  ClipTraining(Scale scale, Path state, Consumer<String> log) {
    this.vocabulary = new Vocabulary(scale.world().edition());
    this.gallery = Gallery.of(scale);
    this.scale = scale.steps();
    this.state = state;
    this.log = log;
  }

  /** Trains to the end, and writes a folder in the layout of Hugging Face's CLIPModel. */
  void trainModel(Path folder) throws IOException {
    try (var manager = NDManager.newBaseManager()) {
      var weights = train(manager, scale.clip());
      vocabulary.write(folder);
      save(folder, config(LAYERS).json(), weights.all());
      var processing = new LinkedHashMap<String, Object>();
      processing.put("image_processor_type", "CLIPImageProcessor");
      processing.put("size", Map.of("shortest_edge", IMAGE));
      processing.put("crop_size", Map.of("height", IMAGE, "width", IMAGE));
      new ModelFolder(folder).write("preprocessor_config.json", processing);
    }
  }

  /** Trains the first part, and writes the text tower in the layout of diffusers. */
  void trainTextEncoder(Path diffusion) throws IOException {
    try (var manager = NDManager.newBaseManager()) {
      var weights = train(manager, scale.clipText());
      weights.removeIf(name -> !name.startsWith("text_model."));
      weights.removeIf(name -> name.contains(".layers." + (LAYERS - 1) + "."));
      vocabulary.write(diffusion.resolve("tokenizer"));
      var config = Objects.requireNonNull(config(LAYERS - 1).json().get("text_config"));
      save(diffusion.resolve("text_encoder"), config, weights.all());
    }
  }

  private Weights train(NDManager manager, long end) {
    var first =
        Initialization.standard(11)
            .with("logit_scale"::equals, Initialization.constant(LOGIT_SCALE));
    var weights = Weights.create(manager, config(LAYERS).shapes(), first);
    var model = ClipModel.of(manager, config(LAYERS), weights);
    var training = Training.of(manager, model.network().train(name -> true), recipe());
    TrainingLoop.ofSteps(TrainingFiles.beside(state), end, SAVE_EVERY)
        .saying("clip", log)
        .run(training, number -> step(manager, model, training, number).loss());
    training.adoptAverages();
    return weights;
  }

  private static void save(Path folder, Object config, Map<String, NDArray> weights)
      throws IOException {
    Files.createDirectories(folder);
    new ModelFolder(folder).write("config.json", config);
    Weights.save(folder.resolve("model.safetensors"), weights, DataType.FLOAT16);
  }

  private ClipConfig config(int textLayers) {
    return new ClipConfig(
        new ClipConfig.Text(
            tower(textLayers), vocabulary.size(), Vocabulary.LENGTH, vocabulary.end()),
        new ClipConfig.Vision(tower(LAYERS), IMAGE, PATCH),
        PROJECTION);
  }

  private static ClipConfig.Tower tower(int layers) {
    return new ClipConfig.Tower(WIDTH, 4 * WIDTH, layers, HEADS, "quick_gelu", 1e-5);
  }

  private Recipe recipe() {
    var schedule = Schedule.cosine(RATE, scale.clipText(), scale.clip()).warmedUp(50);
    return Recipe.of(new Recipe.AdamW(0.9, 0.98, 1e-6, 0.05), schedule).averagedBy(0.99);
  }

  private Training.Step step(NDManager manager, ClipModel model, Training training, long number) {
    int batch = scale.clipBatch();
    var images = new ArrayList<RgbImage>();
    var ids = new long[batch * Vocabulary.LENGTH];
    for (int i = 0; i < batch; i++) {
      // One wording a batch, so that pictures that mean the same have the same caption.
      var still = gallery.stock(number * batch + i, (int) (number & 1));
      images.add(still.image());
      long[] sentence = vocabulary.encode(still.caption());
      System.arraycopy(sentence, 0, ids, i * Vocabulary.LENGTH, Vocabulary.LENGTH);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray texts = scope.create(ids, new Shape(batch, Vocabulary.LENGTH));
      return training.step(model.network(), "contrastive_loss", model.pixels(scope, images), texts);
    }
  }
}
