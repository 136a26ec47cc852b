package org.genhowto.generator;

import ai.djl.Device;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.genhowto.networks.torch.Devices;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.queue.QueueSettings;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.runtime.worker.WorkerComponent;

/** The room's worker. */
public final class GeneratorWorker {
  public static final String GENERATOR = "generator";

  /** Each request in hand has a thread of its own, and its tensors. */
  private static final int MOST_REQUESTS = 64;

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
    List<DeviceModels> all = new ArrayList<>();
    for (Device device : Devices.named(settings.devices())) {
      DeviceModels models = DeviceModels.load(settings, device);
      ClipJudge judge = new ClipJudge(device, settings.clip());
      String member = GENERATOR + "-" + platform.instance() + suffix(loops.size());
      GenerationHandler handler =
          new GenerationHandler(
              models,
              judge,
              platform.blobs(),
              new GenerationHandler.Place(member, platform.clock(), settings.maxPixels()));
      all.add(models);
      parts.addFirst(models);
      parts.addFirst(judge);
      loops.add(QueueLoop.of(GENERATOR, platform, member, wiring(handler, queue, models.batch())));
    }
    parts.addLast(new ReleaseFollower(platform, settings.releases(), all));
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
}
