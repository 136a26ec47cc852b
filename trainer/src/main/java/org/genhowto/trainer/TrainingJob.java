package org.genhowto.trainer;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.ShardFiles;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.release.Releases;
import org.genhowto.generator.release.UnusableReleaseException;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.training.GeneratorTrainer;
import org.genhowto.generator.training.TrainingPlan;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingWatch;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training, from the shards of a version to weights in the blob store. */
final class TrainingJob implements Runnable, TrainingWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingJob.class);

  /** A training that rests hears within as long that it is to stop. */
  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(100);

  private final TrainingRequest request;
  private final GeneratorNetwork network;
  private final Surroundings around;
  private final String instance;
  private final TrainingFolders folders;
  private final TrainingFiles files;
  private final TrainingMeter meter;
  private final long started = System.nanoTime();
  private volatile double secondsBefore;
  private volatile @Nullable String stop;
  private volatile String datasetId = "";
  private volatile boolean lost;
  private volatile @Nullable End end;
  private Instant leasedUntil = Instant.EPOCH;
  private @Nullable Long workedFrom;

  /** What a training needs of the worker. */
  record Surroundings(
      TrainerSettings settings,
      DatasetStore dataset,
      TrainingStore store,
      BlobStore blobs,
      Clock clock) {}

  /**
   * How it ended.
   *
   * @param candidate the weights, where it succeeded
   */
  record End(TrainingState state, Optional<ModelRelease> candidate, String message) {}

  TrainingJob(
      TrainingRequest request, GeneratorNetwork network, Surroundings around, String instance) {
    this.request = request;
    this.network = network;
    this.around = around;
    this.instance = instance;
    this.folders = TrainingFolders.of(around.settings().folder(), request.getTrainingId());
    this.files = TrainingFiles.in(folders.state());
    this.meter = new TrainingMeter(request.getSteps(), request.getBatch());
  }

  String id() {
    return request.getTrainingId();
  }

  GeneratorNetwork network() {
    return network;
  }

  /** How it ended; empty while it goes on. */
  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /** Whether another trainer has it by now, who says how it goes. */
  boolean lost() {
    return lost;
  }

  /** Has it stop at the next step. */
  void stop(String why) {
    stop = why;
  }

  /** Where it stands. */
  TrainingStatus status() {
    TrainingMeter.Reading reading = meter.read();
    End ended = end;
    return TrainingStatus.newBuilder()
        .setRequest(request)
        .setState(ended == null ? TrainingState.RUNNING : ended.state())
        .setStep(reading.step())
        .setLoss(reading.loss())
        .setSamplesPerSecond(reading.samplesPerSecond())
        .setSecondsLeft(ended == null ? reading.secondsLeft() : null)
        .setSeconds(seconds())
        .setSamples(request.getSamples())
        .setDatasetId(datasetId)
        .setWorker(instance)
        .setCandidate(
            ended == null ? null : ended.candidate().map(ModelRelease::getVersion).orElse(null))
        .setMessage(ended == null ? "" : ended.message())
        .setAsOf(around.clock().instant())
        .build();
  }

  /** Forgets what only a training that goes on needs. */
  void clear() throws IOException {
    around.store().clear(id());
    folders.delete();
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - started) / 1e9;
  }

  @Override
  public void run() {
    End ended;
    try {
      ModelRelease candidate = train();
      ended = new End(TrainingState.SUCCEEDED, Optional.of(candidate), "");
    } catch (TrainingStoppedException e) {
      ended = interrupted(e);
    } catch (IOException | UncheckedIOException e) {
      ended = interrupted(e);
    } catch (UnusableReleaseException | RuntimeException | OutOfMemoryError e) {
      LOG.atWarn().addKeyValue("training", id()).log("a training failed", e);
      ended = new End(TrainingState.FAILED, Optional.empty(), Causes.sentence(e));
    }
    end = ended;
  }

  private static End interrupted(Exception e) {
    return new End(TrainingState.INTERRUPTED, Optional.empty(), Causes.sentence(e));
  }

  private ModelRelease train() throws IOException, UnusableReleaseException {
    Manifest version =
        around
            .dataset()
            .version(request.getDatasetVersion())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "version %d of the dataset is not there any more"
                            .formatted(request.getDatasetVersion())));
    datasetId = version.id();
    Optional<TrainingStore.Checkpoint> reached = around.store().restore(id(), files);
    secondsBefore = reached.map(TrainingStore.Checkpoint::seconds).orElse(0.0);
    meter.begin(reached.map(TrainingStore.Checkpoint::step).orElse(0L));
    Path start = start();
    Path base = around.settings().model();
    List<Path> shards = new ShardFiles(around.dataset()).of(version, Manifest.TRAIN);
    try (NDManager manager = NDManager.newBaseManager();
        BaseModel text = BaseModel.load(manager, base)) {
      new GeneratorTrainer(Set.of(network.target()), plan(), this::said)
          .watchedBy(this)
          .train(shards, new GeneratorTrainer.Start(base, start), text, folders.weights());
    }
    if (start != null && !SamplingSettings.of(start).equals(SamplingSettings.PUBLISHED)) {
      SamplingSettings.of(start).save(folders.weights());
    }
    ModelCard.write(folders.weights(), request, version, base);
    return Releases.store(
        GeneratorNetwork.candidate(network.target()), folders.weights(), base, around.blobs());
  }

  private @Nullable Path start() throws IOException, UnusableReleaseException {
    ModelRelease release = request.getStart().orElse(null);
    return release == null
        ? null
        : Releases.fetch(release, around.blobs(), around.settings().releases());
  }

  private TrainingPlan plan() {
    return new TrainingPlan(
        folders.state(),
        request.getSteps(),
        request.getBatch(),
        request.getRate(),
        request.getWarmUp(),
        request.getAveraging(),
        request.getSeed(),
        request.getSaveEvery(),
        DataType.FLOAT16);
  }

  private void said(String line) {
    LOG.atInfo().addKeyValue("training", id()).log(line);
    goOn();
  }

  @Override
  public void stepped(long step, double loss) {
    meter.stepped(step, loss, System.nanoTime());
    long most = request.getMaxSeconds();
    if (most > 0 && seconds() > most && step < request.getSteps()) {
      throw new IllegalArgumentException(
          "it took more than %d s, its limit, up to step %d of %d"
              .formatted(most, step, request.getSteps()));
    }
    goOn();
    rest();
  }

  /** Leaves the processor to others, in the measure of what the last step took of it. */
  private void rest() {
    long now = System.nanoTime();
    Long from = workedFrom;
    long worked = from == null ? 0 : now - from; // What comes before the first step is no step.
    long end = now + (long) (worked * (1 / around.settings().share() - 1));
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(Math.min(NAP, end - System.nanoTime()));
      goOn();
    }
    workedFrom = System.nanoTime();
  }

  @Override
  public void saved(long step) {
    try {
      around.store().save(id(), files, step, seconds());
    } catch (IOException e) {
      throw new UncheckedIOException("a checkpoint cannot be stored: " + Causes.sentence(e), e);
    }
  }

  private void goOn() {
    String why = stop;
    if (why != null) {
      throw new TrainingStoppedException(why);
    }
    renew();
  }

  /** Long before the lease ends; where another has it, that one goes on. */
  private void renew() {
    Instant now = around.clock().instant();
    if (now.isBefore(leasedUntil.minus(around.settings().lease().dividedBy(2)))) {
      return;
    }
    try {
      if (!around.store().take(id(), instance, now, around.settings().lease())) {
        lost = true;
        throw new TrainingStoppedException("another trainer works on it");
      }
      leasedUntil = now.plus(around.settings().lease());
    } catch (IOException e) {
      throw new UncheckedIOException("the lease cannot be renewed: " + Causes.sentence(e), e);
    }
  }
}
