package org.genhowto.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.schemas.Target;

/**
 * The methods that GenHowTo is compared with, on one device. Their weights are read when a request
 * first asks for them, on its own thread, and stay.
 */
final class Baselines implements AutoCloseable {
  private final Methods methods;
  private final String baseVersion;
  private final Stepping stepping;
  private final Semaphore turn = new Semaphore(1, true);
  private final Map<Method, ServedModel> served = new EnumMap<>(Method.class);

  /** Makes a renderer that shares its steps. */
  @FunctionalInterface
  interface Stepping {
    Renderer of(StepwiseGenerator generator);
  }

  Baselines(Methods methods, String baseVersion, Stepping stepping) {
    this.methods = methods;
    this.baseVersion = baseVersion;
    this.stepping = stepping;
  }

  /**
   * A method other than GenHowTo.
   *
   * @throws RefusedException its weights are missing or unusable
   */
  synchronized ServedModel model(Method method) throws RefusedException {
    ServedModel model = served.get(method);
    if (model == null) {
      try {
        model = load(method);
      } catch (CheckpointException | IOException | UncheckedIOException e) {
        throw new RefusedException(
            "method is %s, whose weights this worker cannot read%s: %s"
                .formatted(method.spelling(), setting(method), e.getMessage()));
      }
      served.put(method, model);
    }
    return model;
  }

  private static String setting(Method method) {
    return method == Method.INSTRUCT_PIX2PIX ? " (setting generator.instruct-pix2pix)" : "";
  }

  private ServedModel load(Method method) throws IOException {
    // The methods without a model for each target pass over it.
    Methods.Entry entry = methods.method(method, Target.FINAL_STATE);
    String version = baseVersion;
    if (method == Method.INSTRUCT_PIX2PIX) {
      String own = new ModelFolder(entry.weights()).version();
      version = BaseModel.isIn(entry.weights()) ? own : own + "-" + baseVersion;
    }
    return new ServedModel(method, renderer(entry.generator()), entry.sampling(), version);
  }

  private Renderer renderer(ImageGenerator generator) {
    return generator instanceof StepwiseGenerator stepwise
        ? stepping.of(stepwise)
        : new WholeRenderer(generator, turn);
  }

  @Override
  public void close() {
    methods.close();
  }
}
