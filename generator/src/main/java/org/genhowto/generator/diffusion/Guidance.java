package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What leads a sampling and does not depend on the timestep, so that it is computed once.
 *
 * @param kvCache of the empty prompt and the given one, (2, L, K), as {@link
 *     Denoiser#crossAttentionKeysValues} gives it
 * @param control (1, C, h, w), as {@link Denoiser#embedControl} gives it; absent without ControlNet
 * @param scale of the guidance, (1,); 1 is none
 */
public record Guidance(NDArray kvCache, @Nullable NDArray control, NDArray scale) {

  /** The same beside a ControlNet. */
  public Guidance controlledBy(NDArray other) {
    return new Guidance(kvCache, other, scale);
  }
}
