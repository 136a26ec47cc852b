package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Where a sampler's normal noise comes from: a seed, or given numbers to compare with others. */
@FunctionalInterface
public interface NoiseSource {

  /** The next normal tensor; it belongs to the manager. */
  NDArray next(NDManager manager, Shape shape);

  /** The shape of all its tensors, where they are given. */
  default Optional<Shape> given() {
    return Optional.empty();
  }

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

  /** The given tensor; it can be drawn once. */
  static NoiseSource of(NDArray noise) {
    return new Given(List.of(noise));
  }

  /**
   * The given tensors, one after the other.
   *
   * @param draws (1, 4, h, w) each
   */
  static NoiseSource sequence(List<NDArray> draws) {
    return new Given(draws);
  }

  /** Box and Muller's transform, in StrictMath: the same bits everywhere. */
  private static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /** Tensors that take the place of noise, to compare with others. */
  final class Given implements NoiseSource {
    private final List<NDArray> draws;
    private int drawn;

    private Given(List<NDArray> draws) {
      this.draws = List.copyOf(draws);
    }

    @Override
    public Optional<Shape> given() {
      return Optional.of(draws.get(0).getShape());
    }

    @Override
    public NDArray next(NDManager manager, Shape shape) {
      if (drawn == draws.size()) {
        throw new IllegalArgumentException(
            "The given noise is %d tensors for an image, and the sampler draws more"
                .formatted(drawn));
      }
      NDArray noise = draws.get(drawn);
      if (!noise.getShape().equals(shape)) {
        throw new IllegalArgumentException(
            "The given noise is %s, the sampler needs %s".formatted(noise.getShape(), shape));
      }
      drawn++;
      NDArray copy = noise.duplicate();
      copy.attach(manager);
      return copy;
    }
  }
}
