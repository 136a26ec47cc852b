package org.genhowto.launcher.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.SamplerKind;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * Images made in this process, without Kafka.
 *
 * @param model folder in which the base model and the methods' weights lie
 * @param steps the model's own number where null; so are skip and guidance
 * @param noise safetensors file with the noise the sampling starts from, (count, 4, h, w)
 */
public record LocalGeneration(
    Path model,
    Choice choice,
    @Nullable Integer steps,
    @Nullable Integer skip,
    @Nullable Double guidance,
    int count,
    long seed,
    @Nullable Path noise) {

  public LocalGeneration {
    RequestContract.COUNT.require(count);
    if (steps != null) {
      RequestContract.STEPS.require(steps);
    }
    if (skip != null) {
      RequestContract.skip(Optional.ofNullable(steps)).require(skip);
    }
    if (guidance != null) {
      RequestContract.GUIDANCE.require(guidance);
    }
    if (noise != null && !(choice.method.drawsOnce() && choice.sampler() == SamplerKind.DDIM)) {
      throw new IllegalArgumentException(
          "--noise is one tensor for each image, and %s draws noise at every step; leave it out."
              .formatted(
                  choice.method.drawsOnce()
                      ? choice.sampler().spelling()
                      : choice.method.spelling()));
    }
    if (!choice.method.takes(choice.sampler())) {
      throw new IllegalArgumentException(
          "--sampler is %s, expected %s, the only one of %s"
              .formatted(
                  choice.sampler().spelling(),
                  choice.method.ownSampler().spelling(),
                  choice.method.spelling()));
    }
  }

  /**
   * How the images are made.
   *
   * @param target counts where a method has a model for each
   * @param asked for by name; null takes the method's own
   */
  public record Choice(Method method, Target target, @Nullable SamplerKind asked) {
    /** With the method's own sampler. */
    public Choice(Method method, Target target) {
      this(method, target, null);
    }

    SamplerKind sampler() {
      return asked == null ? method.ownSampler() : asked;
    }
  }

  /** Makes the images and tells how far it has come. */
  public List<RgbImage> run(Path image, String prompt, PrintWriter progress) throws IOException {
    RequestContract.requirePrompt(prompt);
    RgbImage input = read(image);
    try (NDManager manager = NDManager.newBaseManager();
        Methods methods = Methods.load(manager, ModelLayout.below(model))) {
      Methods.Entry entry = methods.method(choice.method, choice.target);
      SamplingSettings sampling = sampling(entry.sampling());
      progress.printf(
          "%s with %s: %d steps, %d skipped, guidance %s, seed %s%n",
          choice.method.spelling(),
          entry.weights(),
          sampling.steps(),
          sampling.skip(),
          sampling.guidance(),
          noise == null ? seed : "none");
      progress.flush();
      return entry
          .generator()
          .generate(input, prompt, sampling, noise(manager), new Printed(progress))
          .orElseThrow(() -> new IllegalStateException("Nobody called this off."));
    }
  }

  private SamplingSettings sampling(SamplingSettings defaults) {
    SamplingSettings sampling = steps == null ? defaults : defaults.withSteps(steps);
    sampling = skip == null ? sampling : sampling.withSkip(skip);
    sampling = choice.asked == null ? sampling : sampling.withSampler(choice.asked);
    return guidance == null ? sampling : sampling.withGuidance(guidance);
  }

  private static RgbImage read(Path image) throws IOException {
    if (!Files.isRegularFile(image)) {
      throw new IllegalArgumentException("There is no image at " + image + ".");
    }
    try {
      return Images.decode(Files.readAllBytes(image));
    } catch (Images.UnreadableImageException e) {
      throw new IllegalArgumentException(image + ": " + e.getMessage(), e);
    }
  }

  private List<NoiseSource> noise(NDManager manager) {
    if (noise == null) {
      return LongStream.range(seed, seed + count).mapToObj(NoiseSource::seeded).toList();
    }
    Weights file = Weights.load(manager, noise);
    if (file.names().size() != 1) {
      throw new IllegalArgumentException(
          "%s has tensors %s, expected one with the noise (count, 4, h, w)."
              .formatted(noise, file.names()));
    }
    NDArray all = file.all().values().iterator().next();
    if (all.getShape().dimension() != 4 || all.getShape().get(0) != count) {
      throw new IllegalArgumentException(
          "%s holds noise of shape %s, expected (%d, 4, h, w) as --count is %d."
              .formatted(noise, all.getShape(), count, count));
    }
    List<NoiseSource> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(NoiseSource.of(all.get(i + ":" + (i + 1))));
    }
    return sources;
  }

  /** A line for each step. */
  private record Printed(PrintWriter out) implements GenerationListener {
    @Override
    public void denoised(int steps, int total) {
      out.printf("  denoising %d/%d%n", steps, total);
      out.flush();
    }

    @Override
    public boolean cancels() {
      return false;
    }
  }
}
