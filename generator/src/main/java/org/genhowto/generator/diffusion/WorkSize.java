package org.genhowto.generator.diffusion;

/** How much there is to do in a pass, and how many threads that is worth. */
public final class WorkSize {
  /**
   * Numbers of the widest layer that keep a thread busy longer than it takes to hand them out; the
   * miniature's 16,384 do not, and Stable Diffusion's 2.6 million do.
   */
  private static final long NUMBERS_A_THREAD = 65_536;

  private static final int LATENTS = 2; // of a pass, as guidance needs them

  private WorkSize() {}

  /**
   * Threads for a pass.
   *
   * @param latentSide side of the latents
   * @param processors there are
   */
  public static int threads(UNetConfig config, int latentSide, int processors) {
    long numbers = (long) LATENTS * config.blockOutChannels().get(0) * latentSide * latentSide;
    return (int) Math.max(1, Math.min(processors, numbers / NUMBERS_A_THREAD));
  }
}
