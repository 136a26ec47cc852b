package org.genhowto.generator;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.batching.BatchLimit;
import org.genhowto.generator.batching.ImageDecoder;
import org.genhowto.generator.batching.StepBatch;
import org.genhowto.generator.batching.StepTrial;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.release.Lending;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Target;

/**
 * The models in the memory of one device, and the thread that takes their steps. GenHowTo's weights
 * can be exchanged while requests are made with them; the base model stays.
 */
final class DeviceModels implements Models, WorkerComponent {
  private static final String CLOSED = "The models of this device are closed";
  private static final int ON_A_PROCESSOR = 4;

  /** With guidance the network sees every image with its prompt and without. */
  private static final int LATENTS_AN_IMAGE = 2;

  private final NDManager manager;
  private final Path baseFolder;
  private final String baseVersion;
  private final BaseModel base;
  private final Map<Target, Shelf> shelves = new EnumMap<>(Target.class);
  private final Baselines baselines;
  private final StepService steps;
  private final ImageDecoder decoder;
  private final int batch;
  private final CountDownLatch settled = new CountDownLatch(1);

  /** To requests in hand, which may outlast the worker: what they use is freed after them. */
  private final Lending lending = new Lending(this::free);

  /** Weights read for a target, which are not in service yet. */
  private record Read(Path folder, NDManager manager, GenHowTo generator) {
    void close() {
      generator.close();
      manager.close();
    }
  }

  private DeviceModels(GeneratorSettings settings, Device device, NDManager manager, BaseModel base)
      throws IOException {
    this.manager = manager;
    this.base = base;
    this.baseFolder = settings.model();
    this.baseVersion = new ModelFolder(baseFolder).version();
    Map<Target, Read> read = new EnumMap<>(Target.class);
    for (Map.Entry<Target, Path> target : settings.targets().entrySet()) {
      read.put(target.getKey(), read(target.getValue()));
    }
    BatchLimit limit = limit(settings, device, read.values().iterator().next().generator());
    this.batch = Math.max(1, limit.latents() / LATENTS_AN_IMAGE);
    StepBatch together = new StepBatch(limit);
    this.steps = new StepService(GeneratorWorker.GENERATOR, together::step, batch);
    this.decoder = new ImageDecoder(BatchLimit.of(batch));
    this.baselines =
        new Baselines(
            Methods.on(
                manager,
                base,
                new ModelLayout(
                    settings.model(), settings.targets(), settings.instructPix2Pix().orElse(null))),
            baseVersion,
            this::stepping);
    for (Map.Entry<Target, Read> each : read.entrySet()) {
      String sha256 = new ModelFolder(each.getValue().folder()).sha256();
      Shelf.Loaded first = loaded(ModelFolder.version(sha256), sha256, each.getValue());
      shelves.put(each.getKey(), new Shelf(settings.kept(), first));
    }
  }

  /** Reads what the settings name. */
  static DeviceModels load(GeneratorSettings settings, Device device) {
    NDManager manager = NDManager.newBaseManager(device);
    try {
      return new DeviceModels(settings, device, manager, BaseModel.load(manager, settings.model()));
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static BatchLimit limit(GeneratorSettings settings, Device device, GenHowTo generator) {
    if (settings.batch() > 0 || !device.isGpu()) {
      int images = settings.batch() > 0 ? settings.batch() : ON_A_PROCESSOR;
      return BatchLimit.of(images * LATENTS_AN_IMAGE);
    }
    return BatchLimit.measured(new StepTrial(generator), 1);
  }

  private Read read(Path folder) throws IOException {
    NDManager own = manager.newSubManager();
    try {
      return new Read(folder, own, GenHowTo.load(own, base, baseFolder, folder));
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private Shelf.Loaded loaded(String name, String sha256, Read read) throws IOException {
    return new Shelf.Loaded(
        name,
        sha256,
        new ServedModel(
            Method.GENHOWTO,
            stepping(read.generator()),
            SamplingSettings.of(read.folder()),
            name + "-" + baseVersion),
        read::close);
  }

  private Renderer stepping(StepwiseGenerator generator) {
    return new SharedRenderer(generator, steps, decoder);
  }

  /** Images that share a step. */
  int batch() {
    return batch;
  }

  /**
   * Reads other weights for a target, beside those in service.
   *
   * @param name of these weights
   * @param sha256 of their files
   * @return put in service by {@link Shelf#serve}, or freed by {@link Shelf#free}
   */
  Shelf.Loaded load(String name, String sha256, Path folder) throws IOException {
    if (!lending.borrow()) {
      throw new IOException(CLOSED);
    }
    try {
      return loaded(name, sha256, folder);
    } finally {
      lending.giveBack();
    }
  }

  private Shelf.Loaded loaded(String name, String sha256, Path folder) throws IOException {
    Read read = read(folder);
    try {
      return loaded(name, sha256, read);
    } catch (IOException | RuntimeException e) {
      read.close();
      throw e;
    }
  }

  Set<Target> targets() {
    return Set.copyOf(shelves.keySet());
  }

  Optional<Shelf> shelf(Target target) {
    return Optional.ofNullable(shelves.get(target));
  }

  /** From now on it is known which weights are to serve; requests wait for that. */
  void settle() {
    settled.countDown();
  }

  /**
   * {@inheritDoc}
   *
   * @throws InterruptedException the worker has ended meanwhile
   */
  @Override
  public Held hold(GenerationRequest request) throws RefusedException, InterruptedException {
    Method method = Method.of(request.getMethod());
    if (method == Method.GENHOWTO) {
      settled.await();
    }
    if (!lending.borrow()) {
      throw new InterruptedException(CLOSED);
    }
    try {
      return lent(find(method, request));
    } catch (RefusedException | RuntimeException e) {
      lending.giveBack();
      throw e;
    }
  }

  private Held find(Method method, GenerationRequest request) throws RefusedException {
    if (method != Method.GENHOWTO) {
      return fixed(baselines.model(method), request.getModelVersion());
    }
    Shelf shelf = shelves.get(request.getTarget());
    if (shelf == null) {
      throw new RefusedException(
          "target is %s, expected one of %s".formatted(request.getTarget(), shelves.keySet()));
    }
    return shelf.hold(request.getModelVersion());
  }

  private Held lent(Held found) {
    AtomicBoolean closed = new AtomicBoolean();
    return new Held() {
      @Override
      public ServedModel model() {
        return found.model();
      }

      @Override
      public void close() {
        if (closed.compareAndSet(false, true)) {
          found.close();
          lending.giveBack();
        }
      }
    };
  }

  private static Held fixed(ServedModel model, Optional<String> pinned) throws RefusedException {
    if (pinned.isPresent() && !pinned.get().equals(model.version())) {
      throw new RefusedException(
          "modelVersion is '%s', expected '%s', which is in service for %s"
              .formatted(pinned.get(), model.version(), model.method().spelling()));
    }
    return new Held() {
      @Override
      public ServedModel model() {
        return model;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void start() {
    steps.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return steps.failure();
  }

  /** Ends all steps. What a request still has in hand is freed when that is given back. */
  @Override
  public void close() {
    settled.countDown();
    steps.close();
    lending.close();
  }

  private void free() {
    baselines.close();
    shelves.values().forEach(Shelf::close);
    base.close();
    manager.close();
  }
}
