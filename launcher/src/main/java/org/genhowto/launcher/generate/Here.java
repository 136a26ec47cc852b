package org.genhowto.launcher.generate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.launcher.model.LocalGeneration;
import org.genhowto.launcher.options.Targets;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/** Images made in this process. */
record Here(
    Path model,
    @Nullable Path noise,
    RequestOptions options,
    ControlOptions control,
    Output output,
    PrintWriter err) {

  int run() throws IOException {
    LocalGeneration generation =
        new LocalGeneration(
            model,
            choice(),
            options.steps,
            options.skip,
            options.guidance,
            options.count,
            options.seed == null ? 0 : options.seed,
            noise,
            control.steering());
    List<RgbImage> images =
        generation.run(
            Objects.requireNonNull(options.image),
            new Prompt(
                options.prompt,
                Objects.requireNonNullElse(options.negativePrompt, ""),
                control.sourcePrompt()),
            err);
    for (int i = 0; i < images.size(); i++) {
      output.write(i, Images.png(images.get(i)));
    }
    return 0;
  }

  private LocalGeneration.Choice choice() {
    Method chosen = options.method == null ? Method.GENHOWTO : Method.of(options.method);
    SamplerKind sampler = options.sampler == null ? null : SamplerKind.of(options.sampler);
    boolean anyTarget = options.target == null && chosen != Method.GENHOWTO;
    return new LocalGeneration.Choice(
        chosen, anyTarget ? Target.FINAL_STATE : Targets.one(options.target), sampler);
  }
}
