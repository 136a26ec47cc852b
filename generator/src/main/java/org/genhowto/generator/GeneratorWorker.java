package org.genhowto.generator;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.generator.batching.BatchLimit;
import org.genhowto.generator.batching.ImageDecoder;
import org.genhowto.generator.batching.StepBatch;
import org.genhowto.generator.batching.StepTrial;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.torch.Devices;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.queue.QueueSettings;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Target;

/** The room's worker. */
public final class GeneratorWorker {
  public static final String GENERATOR = "generator";

  /** Each request in hand has a thread of its own, and its tensors. */
  private static final int MOST_REQUESTS = 64;

  private static final int ON_A_PROCESSOR = 4;

  private GeneratorWorker() {}

  /**
   * Generation requests in, progress and results out. Each device has its own weights and is a
   * member of the queue.
   */
  public static Worker worker(Platform platform, Configuration configuration) {
    GeneratorSettings settings = GeneratorSettings.from(configuration);
    QueueSettings queue = QueueSettings.from(configuration, GeneratorSettings.SECTION);
    Deque<WorkerComponent> parts = new ArrayDeque<>();
    List<Worker> loops = new ArrayList<>();
    for (Device device : Devices.named(settings.devices())) {
      Models models = Models.load(settings, device);
      String member = GENERATOR + "-" + platform.instance() + suffix(loops.size());
      GenerationHandler handler =
          new GenerationHandler(
              models.served(),
              platform.blobs(),
              new GenerationHandler.Place(member, platform.clock(), settings.maxPixels()));
      parts.addFirst(models);
      loops.add(QueueLoop.of(GENERATOR, platform, member, wiring(handler, queue, models.batch())));
    }
    parts.addAll(loops.subList(1, loops.size()));
    return new CompositeWorker(loops.get(0), parts.toArray(WorkerComponent[]::new));
  }

  /** One more than share a step is in hand, to take the place of the first that ends. */
  private static QueueLoop.Wiring wiring(
      GenerationHandler handler, QueueSettings queue, int batch) {
    int requests = Math.min(batch, MOST_REQUESTS);
    return new QueueLoop.Wiring(handler, queue, requests + 1, 1 + requests / 4);
  }

  /** Tells the workers of one process apart. */
  private static String suffix(int number) {
    return number == 0 ? "" : "-" + number;
  }

  /** The weights in memory, and who works with them. */
  private record Models(
      NDManager manager,
      BaseModel base,
      Map<Target, ServedModel> served,
      StepService steps,
      int batch)
      implements WorkerComponent {

    static Models load(GeneratorSettings settings, Device device) {
      NDManager manager = NDManager.newBaseManager(device);
      try {
        BaseModel base = BaseModel.load(manager, settings.model());
        List<Loaded> all = new ArrayList<>();
        for (Map.Entry<Target, Path> target : settings.targets().entrySet()) {
          Path folder = target.getValue();
          all.add(
              new Loaded(
                  target.getKey(), folder, GenHowTo.load(manager, base, settings.model(), folder)));
        }
        BatchLimit limit = limit(settings, device, all.get(0).generator());
        int batch = Math.max(1, limit.latents() / LATENTS_AN_IMAGE);
        StepBatch together = new StepBatch(limit);
        StepService steps = new StepService(GENERATOR, together::step, batch);
        ImageDecoder decoder = new ImageDecoder(BatchLimit.of(batch));
        Map<Target, ServedModel> served = new EnumMap<>(Target.class);
        String baseVersion = new ModelFolder(settings.model()).version();
        for (Loaded each : all) {
          served.put(
              each.target(),
              new ServedModel(
                  new SharedRenderer(each.generator(), steps, decoder),
                  SamplingSettings.of(each.folder()),
                  new ModelFolder(each.folder()).version() + "-" + baseVersion));
        }
        return new Models(manager, base, served, steps, batch);
      } catch (IOException e) {
        manager.close();
        throw new UncheckedIOException(e.getMessage(), e);
      } catch (RuntimeException e) {
        manager.close();
        throw e;
      }
    }

    private record Loaded(Target target, Path folder, GenHowTo generator) {}

    /** With guidance the network sees every image with its prompt and without. */
    private static final int LATENTS_AN_IMAGE = 2;

    private static BatchLimit limit(GeneratorSettings settings, Device device, GenHowTo generator) {
      if (settings.batch() > 0 || !device.isGpu()) {
        int images = settings.batch() > 0 ? settings.batch() : ON_A_PROCESSOR;
        return BatchLimit.of(images * LATENTS_AN_IMAGE);
      }
      return BatchLimit.measured(new StepTrial(generator), 1);
    }

    @Override
    public void start() {
      steps.start();
    }

    @Override
    public Optional<Throwable> failure() {
      return steps.failure();
    }

    @Override
    public void close() {
      steps.close();
      base.close();
      manager.close();
    }
  }
}
