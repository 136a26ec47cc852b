package org.genhowto.generator.batching;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.genhowto.generator.sampling.LatentDiffusion;

/**
 * The most latents of a pass, by their size: one of twice the side needs four times the memory.
 * Each size has a limit of its own, so that large images that ran out of memory leave the others
 * theirs.
 *
 * <p>Several threads may use it.
 */
final class LimitsBySize {
  private final BatchLimit usual;
  private final Map<Size, BatchLimit> larger = new ConcurrentHashMap<>();

  /** The latents' side, and the one that the network was trained for. */
  private record Size(int side, int usual) {
    BatchLimit share(BatchLimit of) {
      double times = (double) side * side / ((double) usual * usual);
      return BatchLimit.of(Math.max(1, (int) (of.latents() / times)));
    }
  }

  /**
   * @param usual limit for the size that a network was trained for, and below
   */
  LimitsBySize(BatchLimit usual) {
    this.usual = usual;
  }

  BatchLimit of(LatentDiffusion model) {
    Size size = new Size(model.latentSide(), model.denoiser().config().sampleSize());
    return size.side() <= size.usual()
        ? usual
        : larger.computeIfAbsent(size, each -> each.share(usual));
  }
}
