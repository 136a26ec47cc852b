package org.genhowto.generator.batching;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;

/** Images of finished requests, as many in a pass of the decoder as its memory allows. */
public final class ImageDecoder {
  private final LimitsBySize limits;

  /**
   * @param limit of the decoder, which needs far more memory for a latent than the denoiser; for
   *     latents of the size that the denoiser was trained for
   */
  public ImageDecoder(BatchLimit limit) {
    this.limits = new LimitsBySize(limit);
  }

  /**
   * The images of a request, in the order of its sources of noise.
   *
   * @throws IllegalStateException where it is not finished
   */
  public List<RgbImage> decode(Trajectory trajectory) {
    if (!trajectory.finished()) {
      throw new IllegalStateException(
          "The trajectory has taken %d of its %d steps"
              .formatted(trajectory.stepsDone(), trajectory.stepsTotal()));
    }
    LatentDiffusion model = trajectory.model();
    List<RgbImage> images = new ArrayList<>();
    try (NDManager scope = model.parent().newSubManager()) {
      NDArray latents = trajectory.latent(scope);
      while (images.size() < trajectory.images()) {
        int start = images.size();
        int left = trajectory.images() - start;
        limits
            .of(model)
            .within(
                left,
                most -> {
                  try (NDArray some = latents.get(start + ":" + (start + most))) {
                    images.addAll(model.imagesAtOnce(some));
                  }
                });
      }
    }
    return images;
  }
}
