package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.genhowto.generator.diffusion.ConditionedLatents;
import org.genhowto.generator.diffusion.Conditioning;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.networks.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * One request in the making: n latents on their way from noise to images, one step at a time. A
 * step asks the network ({@link #ask}) and moves on by its answers ({@link #advance}); in between
 * the questions of several trajectories can share a pass. It keeps no memory of who it shared with.
 *
 * <p>All its tensors belong to it and are freed when it is closed, whether it is finished or not.
 * One thread uses it at a time.
 */
public final class Trajectory implements AutoCloseable {
  private final LatentDiffusion model;
  private final NDManager scope;
  private final Start start;
  private final List<NoiseSource> noise;
  private NDArray latent;
  private List<NDArray> memory = List.of();
  private final List<NDArray> drawn = new ArrayList<>();
  private int done;
  private @Nullable Step last;
  private boolean closed;

  /**
   * Where a trajectory comes from and what leads it; the arrays belong to its manager.
   *
   * @param latent (n, 4, h, w), as it is before the sampler's first step
   */
  public record Start(Sampler sampler, NDArray latent, Conditioning conditioning) {}

  /**
   * What the last step was made of.
   *
   * @param latent as it was before the step
   * @param output the network's prediction for it
   */
  private record Step(NDArray latent, NDArray output) {
    void close() {
      latent.close();
      output.close();
    }
  }

  private Trajectory(LatentDiffusion model, NDManager scope, Start start, List<NoiseSource> noise) {
    this.model = model;
    this.scope = scope;
    this.start = start;
    this.noise = List.copyOf(noise);
    this.latent = start.latent();
  }

  /**
   * Begins.
   *
   * @param noise one source for each image
   * @param beginning makes the start from the trajectory's manager, which is closed where it fails
   */
  public static Trajectory begin(
      LatentDiffusion model, List<NoiseSource> noise, Function<NDManager, Start> beginning) {
    NDManager scope = model.parent().newSubManager();
    try {
      return new Trajectory(model, scope, beginning.apply(scope), noise);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  public LatentDiffusion model() {
    return model;
  }

  /** How many images it makes. */
  public int images() {
    return noise.size();
  }

  /** How many latents the network sees in a step: guidance needs two for each image. */
  public int latentsInPass() {
    return images() * start.conditioning().parts();
  }

  /** Steps that have been taken. */
  public int stepsDone() {
    return done;
  }

  /** Steps there are; skipped ones do not count. */
  public int stepsTotal() {
    return start.sampler().steps();
  }

  public boolean finished() {
    return done == stepsTotal();
  }

  /**
   * What the network is to be asked in the next step; the trajectory itself stays as it is.
   *
   * @param pass owns what is made for it
   */
  public List<ConditionedLatents> ask(NDManager pass) {
    requireUnfinished();
    Sampler sampler = start.sampler();
    NDArray input = sampler.modelInput(lent(latent, pass), done);
    return start.conditioning().during(done, stepsTotal()).ask(input, sampler.timestep(done));
  }

  /**
   * Takes the next step.
   *
   * @param pass owns the answers, and what is made on the way
   * @param answers to the parts that {@link #ask} gave, in their order
   */
  public void advance(NDManager pass, List<NDArray> answers) {
    requireUnfinished();
    NDArray output = start.conditioning().conclude(answers).duplicate();
    output.attach(pass);
    Sampler.Next next =
        start
            .sampler()
            .step(
                lent(latent, pass),
                output,
                done,
                memory.stream().map(each -> lent(each, pass)).toList(),
                (mean, step) -> fresh(mean.getManager()));
    // From here on nothing fails, so that a step that ran out of memory can be taken again.
    output.attach(scope);
    next.latent().attach(scope);
    next.memory().forEach(each -> each.attach(scope));
    memory.forEach(NDArray::close);
    memory = next.memory();
    drawn.forEach(NDArray::close);
    drawn.clear();
    if (last != null) {
      last.close();
    }
    last = new Step(latent, output);
    latent = next.latent();
    done++;
  }

  /**
   * Noise of the present step, one tensor for each image. It is drawn once, however often the step
   * is tried: what a source has given it does not give again.
   */
  private NDArray fresh(NDManager pass) {
    for (NoiseSource source : noise.subList(drawn.size(), noise.size())) {
      drawn.add(model.noise(scope, source));
    }
    NDArray all = NDArrays.concat(new NDList(drawn), 0);
    all.attach(pass);
    return all;
  }

  /** Takes the next step in a pass of its own. */
  void step() {
    try (NDManager pass = scope.newSubManager()) {
      advance(pass, model.denoiser().predict(pass, ask(pass)));
    }
  }

  /**
   * Takes all steps that are left, in passes of its own.
   *
   * @return the images; empty where the watcher cancelled
   */
  Optional<List<RgbImage>> finish(GenerationListener watcher) {
    while (!finished()) {
      if (watcher.cancels()) {
        return Optional.empty();
      }
      step();
      watcher.denoised(stepsDone(), stepsTotal());
    }
    return Optional.of(model.images(latent));
  }

  /**
   * The latent as it is now, (n, 4, h, w); after the last step the scaled latent of the images.
   *
   * @param scope owns what is given, which shares its numbers with the trajectory
   */
  public NDArray latent(NDManager scope) {
    requireOpen();
    return lent(latent, scope);
  }

  /**
   * The scaled latent of the images as the network guesses them after the last step that was taken:
   * "predicted x0" in equation 12 of DDIM. It is blurred at first and ends as the images.
   *
   * @param scope owns it
   * @return (n, 4, h, w); empty before the first step
   */
  public Optional<NDArray> estimate(NDManager scope) {
    requireOpen();
    return Optional.ofNullable(last)
        .map(
            step ->
                start
                    .sampler()
                    .clean(lent(step.latent(), scope), lent(step.output(), scope), done - 1));
  }

  /**
   * One image as the network guesses it, for somebody who waits.
   *
   * @param image its number, from 0
   * @return the caller's, who closes it; empty before the first step
   */
  public Optional<Glimpse> glimpse(int image) {
    try (NDManager look = scope.newSubManager()) {
      return estimate(look)
          .map(all -> all.get(image + ":" + (image + 1)))
          .map(one -> new Glimpse(model, one));
    }
  }

  /** The same, drawn. */
  public Optional<RgbImage> preview(int image) {
    Optional<Glimpse> taken = glimpse(image);
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    try (Glimpse glimpse = taken.get()) {
      return Optional.of(glimpse.draw());
    }
  }

  /** The same numbers under another owner, who can close them without taking them away. */
  private static NDArray lent(NDArray array, NDManager borrower) {
    NDArray lent = array.reshape(array.getShape());
    lent.attach(borrower);
    return lent;
  }

  private void requireUnfinished() {
    requireOpen();
    if (finished()) {
      throw new IllegalStateException(
          "The trajectory has taken all of its %d steps".formatted(stepsTotal()));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The trajectory is closed");
    }
  }

  /** Frees its tensors, in the middle as well as at the end. */
  @Override
  public void close() {
    closed = true;
    scope.close();
  }
}
