package org.genhowto.generator.batching;

import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.Trajectory;

/**
 * Takes steps of many requests in passes they share: continuous batching, as Orca does for language
 * models (Yu et al., OSDI 2022). A U-Net takes a timestep for each latent, so that requests with
 * other steps, guidance, samplers, prompts and numbers of images go together; they join before any
 * step, may be left out of some, and go when they are finished or closed.
 *
 * <p>One thread at a time takes steps.
 */
public final class StepBatch {
  private final PassRunner runner;
  private final LimitsBySize limits;

  StepBatch(PassRunner runner, BatchLimit limit) {
    this.runner = runner;
    this.limits = new LimitsBySize(limit);
  }

  /**
   * @param limit of a pass, for latents of the size that a network was trained for; more latents
   *     take several, and of larger ones fewer go together
   */
  public StepBatch(BatchLimit limit) {
    this(Denoiser::predict, limit);
  }

  /**
   * Takes one step of every trajectory, in as few passes as their networks, the sizes of their
   * latents and the limit allow. Who else is there, and in which order, changes results by no more
   * than their last bits.
   *
   * <p>A pass that runs out of memory is taken again in halves. Where anything else fails, each
   * trajectory has either taken its step or is as it was before.
   *
   * @throws IllegalStateException where one is finished or closed
   */
  public void step(Collection<Trajectory> trajectories) {
    Map<Passes, Set<Trajectory>> byNetwork = new LinkedHashMap<>();
    for (Trajectory each : trajectories) {
      byNetwork.computeIfAbsent(Passes.of(each), passes -> new LinkedHashSet<>()).add(each);
    }
    byNetwork.forEach((passes, some) -> step(passes.network, some));
  }

  /** What trajectories have in common that can share passes: the network and the latents' size. */
  private record Passes(Denoiser network, int side) {
    static Passes of(Trajectory trajectory) {
      return new Passes(trajectory.model().denoiser(), trajectory.model().latentSide());
    }
  }

  private void step(Denoiser network, Set<Trajectory> trajectories) {
    Set<Trajectory> left = new LinkedHashSet<>(trajectories);
    LatentDiffusion model = left.iterator().next().model();
    NDManager parent = model.parent();
    limits
        .of(model)
        .within(
            left.stream().mapToInt(Trajectory::latentsInPass).sum(),
            most -> {
              try (NDManager scope = parent.newSubManager()) {
                new SharedStep(scope, (pass, parts) -> runner.predict(network, pass, parts), most)
                    .take(left);
              }
            });
  }
}
