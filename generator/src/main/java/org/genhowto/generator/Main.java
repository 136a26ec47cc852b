package org.genhowto.generator;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.genhowto.networks.ModelFolder;
import org.genhowto.runtime.Configuration;
import org.genhowto.runtime.OwningWorker;
import org.genhowto.runtime.Part;
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.ShareGroupLoop;
import org.genhowto.runtime.ShareSettings;
import org.genhowto.runtime.TopicFollower;
import org.genhowto.runtime.Worker;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;

/** The room's worker. */
public final class Main {
  public static final String GENERATOR = "generator";

  private Main() {}

  /** Generation requests in, progress and results out. */
  public static Worker worker(Platform platform, Configuration configuration) {
    Settings settings = Settings.from(configuration);
    ShareSettings share = ShareSettings.from(configuration, GENERATOR);
    Models models = Models.load(settings);
    Cancellations cancellations =
        new Cancellations(platform.serdes().codec(Topics.GENERATION_CONTROL));
    GenerationHandler handler =
        new GenerationHandler(
            models.served(),
            platform.blobs(),
            cancellations::contains,
            new GenerationHandler.Place(
                GENERATOR + "-" + platform.instance(), platform.clock(), settings.maxPixels()));
    Worker loop =
        ShareGroupLoop.of(GENERATOR, platform, Topics.GENERATION_REQUESTS, handler, share);
    Worker control = TopicFollower.of(GENERATOR + "-control", platform, cancellations);
    return new OwningWorker(loop, models, control);
  }

  /** The weights in memory. */
  private record Models(NDManager manager, BaseModel base, Map<Target, ServedModel> served)
      implements Part {

    static Models load(Settings settings) {
      NDManager manager = NDManager.newBaseManager();
      try {
        BaseModel base = BaseModel.load(manager, settings.model());
        String baseVersion = new ModelFolder(settings.model()).version();
        Map<Target, ServedModel> served = new EnumMap<>(Target.class);
        for (Map.Entry<Target, Path> target : settings.targets().entrySet()) {
          Path folder = target.getValue();
          served.put(
              target.getKey(),
              new ServedModel(
                  GenHowTo.load(manager, base, settings.model(), folder),
                  Sampling.of(folder),
                  new ModelFolder(folder).version() + "-" + baseVersion));
        }
        return new Models(manager, base, served);
      } catch (IOException e) {
        manager.close();
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      base.close();
      manager.close();
    }
  }
}
