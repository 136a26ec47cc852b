package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Latents at one timestep that read one text: a part of a pass, beside other parts at other
 * timesteps that read other texts.
 *
 * @param latents (n, C, h, w), as the network sees them
 * @param timestep a trained timestep, not always whole
 * @param kvCache of the text, (1, L, K), as {@link Denoiser#crossAttentionKeysValues} gives it
 * @param control (1, C, h, w), as {@link Denoiser#embedControl} gives it; absent without ControlNet
 * @param strength what the ControlNet's residuals are multiplied by
 */
public record ConditionedLatents(
    NDArray latents, double timestep, NDArray kvCache, @Nullable NDArray control, double strength) {

  /** With the ControlNet's residuals as they are. */
  public ConditionedLatents(
      NDArray latents, double timestep, NDArray kvCache, @Nullable NDArray control) {
    this(latents, timestep, kvCache, control, 1);
  }

  /** How many latents there are. */
  public int size() {
    return Math.toIntExact(latents.getShape().get(0));
  }

  /**
   * Some of them; a view, which belongs to the latents' manager.
   *
   * @param end the first that is left out
   */
  public ConditionedLatents between(int start, int end) {
    return start == 0 && end == size()
        ? this
        : new ConditionedLatents(
            latents.get(start + ":" + end), timestep, kvCache, control, strength);
  }
}
