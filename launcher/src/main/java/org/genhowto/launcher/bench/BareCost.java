package org.genhowto.launcher.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.generator.bench.Seconds;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;

/** What an image costs with the networks alone. */
record BareCost(Path models) {

  /** CPU and wall seconds of the mean of some images, of which the cheapest of three counts. */
  Seconds measure(RgbImage input, int images, int steps) throws IOException {
    ModelLayout folders = ModelLayout.below(models);
    Path weights = folders.target(Target.FINAL_STATE);
    try (NDManager manager = NDManager.newBaseManager();
        BaseModel base = BaseModel.load(manager, folders.base());
        GenHowTo states = GenHowTo.load(manager, base, folders.base(), weights)) {
      SamplingSettings sampling = SamplingSettings.of(weights).withSteps(steps).withSkip(0);
      return Seconds.cheapest(
              3,
              () -> {
                for (int i = 0; i < images; i++) {
                  states.generate(
                      input,
                      ServeClient.PROMPT,
                      sampling,
                      List.of(NoiseSource.seeded(i)),
                      GenerationListener.NONE);
                }
              })
          .each(images);
    }
  }
}
