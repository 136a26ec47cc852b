package org.genhowto.launcher.model;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.WorkSize;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.torch.Torch;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * Images made in this process, without Kafka.
 *
 * @param model folder in which the base model and the methods' weights lie
 * @param steps the model's own number where null; so are skip and guidance
 * @param noise safetensors file with the noise of the sampling, (count, 4, h, w); or (draws, count,
 *     4, h, w) where it is drawn more than once
 */
public record LocalGeneration(
    Path model,
    Choice choice,
    @Nullable Integer steps,
    @Nullable Integer skip,
    @Nullable Double guidance,
    int count,
    long seed,
    @Nullable Path noise,
    Steering steering) {

  private static final int LATENT_PIXEL =
      8; // in pixels of an image, as nearly all autoencoders have it

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
    SamplerKind asked = choice.asked;
    if (asked != null && !choice.method.takes(asked)) {
      throw new IllegalArgumentException(
          "--sampler is %s, expected %s, the only one of %s"
              .formatted(
                  asked.spelling(),
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
  }

  /** Makes the images and tells how far it has come. */
  public List<RgbImage> run(Path image, String prompt, PrintWriter progress) throws IOException {
    return run(image, Prompt.of(prompt), progress);
  }

  /** The same with what is not to be seen, and what the input image shows. */
  public List<RgbImage> run(Path image, Prompt prompt, PrintWriter progress) throws IOException {
    RequestContract.requirePrompt(prompt.text());
    RequestContract.requireNegativePrompt(prompt.negative());
    RgbImage input = read(image);
    ModelLayout layout = ModelLayout.below(model);
    Methods.require(layout, choice.method, choice.target, choice.asked);
    Torch.threadsUnlessTold(threads(layout));
    try (NDManager manager = NDManager.newBaseManager();
        Methods methods = Methods.load(manager, layout)) {
      Methods.Entry entry = methods.method(choice.method, choice.target, choice.asked);
      SamplingSettings sampling = sampling(entry.sampling());
      SamplerKind sampler =
          sampling.sampler() == null ? choice.method.ownSampler() : sampling.sampler();
      progress.printf(
          "%s with %s: %d steps, %d skipped, guidance %s, seed %s, sampler %s%n",
          choice.method.spelling(),
          entry.weights(),
          sampling.steps(),
          sampling.skip(),
          sampling.guidance(),
          noise == null ? seed : "none",
          sampler.spelling());
      progress.flush();
      return entry
          .generator()
          .generate(
              input,
              prompt,
              sampling,
              noise(manager, sampler, choice.method.draws(sampler, sampling)),
              new Printed(progress, methods))
          .orElseThrow(() -> new IllegalStateException("Nobody called this off."));
    }
  }

  /** Before anything is computed: a small image is made sooner by one thread than by several. */
  private int threads(ModelLayout layout) throws IOException {
    UNetConfig config = UNetConfig.read(layout.base().resolve("unet/config.json"));
    Integer size = steering.size();
    int side = size == null ? config.sampleSize() : size / LATENT_PIXEL;
    return WorkSize.threads(config, side, Runtime.getRuntime().availableProcessors());
  }

  private SamplingSettings sampling(SamplingSettings defaults) {
    SamplingSettings sampling = steps == null ? defaults : defaults.withSteps(steps);
    sampling = skip == null ? sampling : sampling.withSkip(skip);
    sampling = choice.asked == null ? sampling : sampling.withSampler(choice.asked);
    sampling = guidance == null ? sampling : sampling.withGuidance(guidance);
    return sampling.withSteering(steering);
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

  private List<NoiseSource> noise(NDManager manager, SamplerKind sampler, int draws) {
    return noise == null
        ? LongStream.range(seed, seed + count).mapToObj(NoiseSource::seeded).toList()
        : new NoiseFile(noise, count)
            .read(manager, new NoiseFile.Draws(draws, sampler.drawsOnce()), choice.method);
  }

  /** A line for each step. What the process does not need any more is given back. */
  private record Printed(PrintWriter out, Methods methods) implements GenerationListener {
    @Override
    public void begun() {
      methods.releaseTextEncoder();
    }

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
