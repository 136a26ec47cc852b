package org.genhowto.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.generator.release.Releases;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.release.Succession;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.TrainingRequest;
import org.jspecify.annotations.Nullable;

/** Makes requests for trainings: what is asked for is settled once, whoever works on it. */
public final class TrainingOrders {
  private static final int DIGITS = 8;

  private final TrainerSettings settings;
  private final BlobStore blobs;

  public TrainingOrders(TrainerSettings settings, BlobStore blobs) {
    this.settings = settings;
    this.blobs = blobs;
  }

  /** Samples of a version that are learnt from. */
  public static long samples(Manifest version) {
    Manifest.Count count = version.splits().get(Manifest.TRAIN);
    return count == null ? 0 : count.samples();
  }

  /**
   * A request. Its id follows from what decides the weights: the same training is asked for once.
   *
   * @param serving the release that serves, where there is one
   * @throws IOException the weights to go on from cannot be stored
   */
  public TrainingRequest of(
      GeneratorNetwork network,
      Manifest version,
      Optional<ModelRelease> serving,
      TrainerSettings.Recipe recipe,
      String reason,
      Instant now)
      throws IOException {
    ModelRelease start =
        recipe.start() == TrainerSettings.Start.BASE ? null : start(network, serving);
    TrainingRequest request =
        TrainingRequest.newBuilder()
            .setTrainingId("")
            .setNetwork(network.spelling())
            .setDatasetVersion(version.version())
            .setSamples(samples(version))
            .setStart(start)
            .setSteps(recipe.steps())
            .setBatch(recipe.batch())
            .setRate(recipe.rate())
            .setWarmUp(recipe.warmUp())
            .setAveraging(recipe.averaging())
            .setSeed(recipe.seed())
            .setSaveEvery(recipe.saveEvery())
            .setMaxSeconds(recipe.limit().toSeconds())
            .build();
    String id =
        "%s-v%d-%s"
            .formatted(
                network.spelling(),
                version.version(),
                Sha256.of(version.id() + request).substring(0, DIGITS));
    return TrainingRequest.newBuilder(request)
        .setTrainingId(id)
        .setReason(reason)
        .setRequestedAt(now)
        .build();
  }

  private @Nullable ModelRelease start(GeneratorNetwork network, Optional<ModelRelease> serving)
      throws IOException {
    if (serving.isPresent()) {
      return Succession.plain(serving.get());
    }
    Path folder = settings.weights().get(network.target());
    return folder == null || !Files.isDirectory(folder)
        ? null
        : Releases.store(network, folder, settings.model(), blobs);
  }
}
