package org.genhowto.miniature.evaluation;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.schemas.Target;

/** The contenders' models in a work folder, read when they are first asked for. */
public final class GenerationMethods implements AutoCloseable {
  private final Path base;
  private final NDManager manager = NDManager.newBaseManager();
  private final Methods own;
  private final Methods joint;
  private final Methods tuned;

  public GenerationMethods(Path work) throws IOException {
    var models = work.resolve("models");
    var baselines = work.resolve("baselines");
    base = models.resolve("diffusion");
    var separate =
        Map.of(
            Target.FINAL_STATE, models.resolve("genhowto-states"),
            Target.ACTION, models.resolve("genhowto-actions"));
    var both = baselines.resolve("genhowto-joint");
    own =
        Methods.load(
            manager, new ModelLayout(base, separate, baselines.resolve("instruct-pix2pix")));
    joint =
        own.sharing(
            new ModelLayout(base, Map.of(Target.FINAL_STATE, both, Target.ACTION, both), null));
    tuned =
        own.sharing(new ModelLayout(baselines.resolve("stable-diffusion-tuned"), Map.of(), null));
  }

  /** A contender that is ready for prompts of one target; it may run on several threads. */
  public ImageGenerator generator(GenerationMethod contender, Target target) throws IOException {
    return entry(contender, target).generator();
  }

  /** What the weights hash to that a contender uses. */
  Map<String, String> weights(GenerationMethod contender) throws IOException {
    var versions = new TreeMap<String, String>();
    versions.put("base", new ModelFolder(base).version());
    for (var target : Target.values()) {
      versions.put(
          EvaluationManifest.spelling(target),
          new ModelFolder(entry(contender, target).weights()).version());
    }
    return versions;
  }

  private Methods.Entry entry(GenerationMethod contender, Target target) throws IOException {
    var methods =
        switch (contender) {
          case JOINT -> joint;
          case EDIT_FRIENDLY_TUNED -> tuned;
          case GENHOWTO, STABLE_DIFFUSION, SDEDIT, EDIT_FRIENDLY, INSTRUCT_PIX2PIX -> own;
        };
    return methods.method(contender.method(), target);
  }

  @Override
  public void close() {
    tuned.close();
    joint.close();
    own.close();
    manager.close();
  }
}
