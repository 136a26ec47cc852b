package org.genhowto.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.TrainingRequest;

/**
 * Says beside weights what they were made of. It holds nothing of when and where, nor the losses,
 * whose means depend on where a training was interrupted: the same training gives the same card,
 * and so the same version.
 */
final class ModelCard {
  private static final String FILE = "model-card.json";
  private static final String FORMAT = "genhowto-model-card-1";

  private ModelCard() {}

  /**
   * Writes the card.
   *
   * @param base folder of the base model
   */
  static void write(Path folder, TrainingRequest request, Manifest dataset, Path base)
      throws IOException {
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("format", FORMAT);
    card.put("training", request.getTrainingId());
    card.put("network", request.getNetwork());
    card.put(
        "dataset",
        Map.of(
            "version",
            dataset.version(),
            "id",
            dataset.id(),
            "split",
            Manifest.TRAIN,
            "samples",
            TrainingOrders.samples(dataset)));
    card.put("start", start(request, base));
    card.put(
        "recipe",
        Map.of(
            "steps", request.getSteps(),
            "batch", request.getBatch(),
            "rate", request.getRate(),
            "warm-up", request.getWarmUp(),
            "average", request.getAveraging(),
            "seed", request.getSeed()));
    new ModelFolder(folder).write(FILE, card);
  }

  private static Map<String, Object> start(TrainingRequest request, Path base) {
    Map<String, Object> start = new LinkedHashMap<>();
    start.put("base-unet", new ModelFolder(base).part("unet").sha256());
    ModelRelease release = request.getStart().orElse(null);
    if (release != null) {
      start.put("weights", Map.of("version", release.getVersion(), "sha256", release.getSha256()));
    }
    return start;
  }
}
