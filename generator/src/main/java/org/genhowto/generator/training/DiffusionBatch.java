package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampling.NoiseSource;

/**
 * What a training step of a diffusion model draws by chance: noise (B, C, h, w), timesteps (B,),
 * and the shares of signal and noise at them (B, 1, 1, 1).
 */
public record DiffusionBatch(NDArray noise, NDArray t, NDArray signal, NDArray sigma) {

  public static DiffusionBatch of(
      NDManager scope, NoiseSchedule schedule, Shape latents, SplittableRandom random) {
    int batch = Math.toIntExact(latents.get(0));
    float[] t = new float[batch];
    float[] signal = new float[batch];
    float[] sigma = new float[batch];
    for (int i = 0; i < batch; i++) {
      int step = random.nextInt(schedule.length());
      t[i] = step;
      signal[i] = (float) schedule.signal(step);
      sigma[i] = (float) schedule.noise(step);
    }
    Shape perSample = new Shape(batch, 1, 1, 1);
    return new DiffusionBatch(
        NoiseSource.seeded(random.nextLong()).next(scope, latents),
        scope.create(t),
        scope.create(signal, perSample),
        scope.create(sigma, perSample));
  }
}
