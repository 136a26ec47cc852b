package org.genhowto.localizer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipVision;
import org.genhowto.networks.image.RgbImage;

/**
 * The multi-task localizer (section 3 of the paper): one image tower, and the heads of one or more
 * runs that were trained from different seeds. Scoring may run on several threads at once.
 *
 * <p>A folder holds {@code categories.json} (names in the order of the columns), the heads of run r
 * in {@code run-r.safetensors} (or of a single run in {@code model.safetensors} or {@code
 * model.pth}), under the published names, and, where the image tower was trained along, the folder
 * {@code clip}. A checkpoint of the original training code is a single run that brings its own
 * tower.
 */
public final class LocalizerNetwork implements FrameScorer, AutoCloseable {
  public static final String CATEGORIES = "categories.json";
  private static final String SINGLE = "model.safetensors";
  private static final String SINGLE_TORCH = "model.pth";
  public static final String OWN_TOWER = "clip";

  private final NDManager manager;
  private final List<String> categories;
  private final String version;
  private final ClipVision tower;
  private final FrameEncoder encoder;
  private final List<LocalizerHeads> runs = new ArrayList<>();

  private LocalizerNetwork(NDManager manager, ModelFolder folder, ModelFolder tower) {
    this.manager = manager;
    this.categories = categories(folder);
    this.version = folder.version() + "-" + tower.version();
    this.tower = tower(manager, folder, tower);
    this.encoder =
        new FrameEncoder(manager, this.tower.config().image(), this.tower::imageFeatures);
    for (int run = 0; folder.has(runFile(run)); run++) {
      runs.add(LocalizerHeads.load(manager, folder.path().resolve(runFile(run))));
    }
    if (runs.isEmpty()) {
      runs.add(LocalizerHeads.load(manager, single(folder)));
    }
    runs.forEach(this::requireFit);
  }

  /**
   * Reads a localizer.
   *
   * @param parent owns the network
   * @param folder the localizer's folder
   * @param tower folder of the CLIP model that the heads were trained on, unless the localizer has
   *     its own
   */
  public static LocalizerNetwork load(NDManager parent, Path folder, Path tower) {
    ModelFolder model = new ModelFolder(folder);
    NDManager manager = parent.newSubManager();
    try {
      return new LocalizerNetwork(
          manager, model, model.has(OWN_TOWER) ? model.part(OWN_TOWER) : new ModelFolder(tower));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Names of the interaction categories, in the order of the columns. */
  @Override
  public List<String> categories() {
    return categories;
  }

  /** How many runs score each video. */
  public int runs() {
    return runs.size();
  }

  /** Names the weights: heads and image tower. */
  @Override
  public String version() {
    return version;
  }

  @Override
  public RgbImage prepare(RgbImage frame) {
    return encoder.prepare(frame);
  }

  @Override
  public List<FrameScores> score(List<RgbImage> frames, String category) {
    int column = categories.indexOf(category);
    if (column < 0) {
      throw new IllegalArgumentException(
          "Category %s is unknown; expected one of %s".formatted(category, categories));
    }
    try (NDManager scope = manager.newSubManager();
        NDArray features = scope.create(encoder.encode(frames))) {
      return runs.stream().map(heads -> heads.scores(features, column)).toList();
    }
  }

  /** The first run's logits of normalised pixels (B, 3, S, S), and the features they come from. */
  Map<String, NDArray> logits(NDArray pixels) {
    NDArray features = tower.imageFeatures(pixels);
    NDList logits = runs.get(0).logits(features);
    return Map.of("state", logits.get(0), "action", logits.get(1), "features", features);
  }

  public static String runFile(int run) {
    return "run-%d.safetensors".formatted(run);
  }

  /** The tower that a single checkpoint brings, or CLIP's. */
  private static ClipVision tower(NDManager manager, ModelFolder folder, ModelFolder tower) {
    if (!folder.has(runFile(0))) {
      Optional<Checkpoint> own = PublishedTower.in(Checkpoint.open(single(folder)));
      if (own.isPresent()) {
        return ClipVision.load(manager, PublishedTower.sizes(own.get()), own.get());
      }
    }
    return ClipVision.load(manager, tower.path());
  }

  /** The file of the first run, or of the only one. */
  static Path firstRun(ModelFolder folder) {
    return folder.has(runFile(0)) ? folder.path().resolve(runFile(0)) : single(folder);
  }

  /** The file of a single run: our own, or PyTorch's as the original training code writes it. */
  private static Path single(ModelFolder folder) {
    return folder.path().resolve(folder.has(SINGLE_TORCH) ? SINGLE_TORCH : SINGLE);
  }

  private static List<String> categories(ModelFolder folder) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : folder.json(CATEGORIES)) {
      names.add(name.asText());
    }
    return List.copyOf(names);
  }

  private void requireFit(LocalizerHeads heads) {
    HeadSizes sizes = heads.sizes();
    int width = tower.config().tower().width();
    if (sizes.categories() != categories.size() || sizes.features() != width) {
      throw new IllegalArgumentException(
          "Heads of %d categories on %d features; expected %d (categories.json) and %d (CLIP)"
              .formatted(sizes.categories(), sizes.features(), categories.size(), width));
    }
  }

  @Override
  public void close() {
    runs.forEach(LocalizerHeads::close);
    tower.close();
    manager.close();
  }
}
