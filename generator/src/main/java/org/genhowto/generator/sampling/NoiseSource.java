package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** Where a sampler's normal noise comes from: a seed, or given numbers to compare with others. */
@FunctionalInterface
public interface NoiseSource {

  /** The next normal tensor; it belongs to the manager. */
  NDArray next(NDManager manager, Shape shape);

  /** Noise that depends on the seed alone, on every machine. */
  static NoiseSource seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return (manager, shape) -> {
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) normal(random);
      }
      return manager.create(values, shape);
    };
  }

  /** The given tensor, once or more often. */
  static NoiseSource of(NDArray noise) {
    return (manager, shape) -> {
      if (!noise.getShape().equals(shape)) {
        throw new IllegalArgumentException(
            "The given noise is %s, the sampler needs %s".formatted(noise.getShape(), shape));
      }
      NDArray copy = noise.duplicate();
      copy.attach(manager);
      return copy;
    };
  }

  /** Box and Muller's transform, in StrictMath: the same bits everywhere. */
  private static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
