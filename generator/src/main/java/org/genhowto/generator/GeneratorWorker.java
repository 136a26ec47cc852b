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
      loops.add(
          QueueLoop.of(GENERATOR, platform, member, new QueueLoop.Wiring(handler, queue, 1, 0)));
    }
    parts.addAll(loops.subList(1, loops.size()));
    return new CompositeWorker(loops.get(0), parts.toArray(WorkerComponent[]::new));
  }

  /** Tells the workers of one process apart. */
  private static String suffix(int number) {
    return number == 0 ? "" : "-" + number;
  }

  /** The weights in memory. */
  private record Models(NDManager manager, BaseModel base, Map<Target, ServedModel> served)
      implements WorkerComponent {

    static Models load(GeneratorSettings settings, Device device) {
      NDManager manager = NDManager.newBaseManager(device);
      try {
        BaseModel base = BaseModel.load(manager, settings.model());
        return new Models(manager, base, served(manager, base, settings));
      } catch (IOException e) {
        manager.close();
        throw new UncheckedIOException(e.getMessage(), e);
      } catch (RuntimeException e) {
        manager.close();
        throw e;
      }
    }

    private static Map<Target, ServedModel> served(
        NDManager manager, BaseModel base, GeneratorSettings settings) throws IOException {
      String baseVersion = new ModelFolder(settings.model()).version();
      Map<Target, ServedModel> served = new EnumMap<>(Target.class);
      for (Map.Entry<Target, Path> target : settings.targets().entrySet()) {
        Path folder = target.getValue();
        served.put(
            target.getKey(),
            new ServedModel(
                GenHowTo.load(manager, base, settings.model(), folder),
                SamplingSettings.of(folder),
                new ModelFolder(folder).version() + "-" + baseVersion));
      }
      return served;
    }

    @Override
    public void close() {
      base.close();
      manager.close();
    }
  }
}
