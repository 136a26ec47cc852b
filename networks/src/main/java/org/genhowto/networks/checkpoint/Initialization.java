package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/** The first values of a new network's tensors; the same seed and name give the same values. */
@FunctionalInterface
public interface Initialization {
  /** Values for one tensor, in row-major order. */
  float[] values(String name, Shape shape);

  /** One value everywhere. */
  static Initialization constant(float value) {
    return (name, shape) -> {
      float[] values = new float[Math.toIntExact(shape.size())];
      Arrays.fill(values, value);
      return values;
    };
  }

  /** Normal with mean 0. */
  static Initialization normal(double deviation, long seed) {
    return (name, shape) -> {
      SplittableRandom random = random(name, seed);
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      return values;
    };
  }

  /** Uniform in +-gain / sqrt(fan in), fan in being the product of all dimensions but the first. */
  static Initialization fanIn(double gain, long seed) {
    return (name, shape) -> {
      SplittableRandom random = random(name, seed);
      float[] values = new float[Math.toIntExact(shape.size())];
      double bound = gain / Math.sqrt(Math.max(1.0, (double) shape.size() / shape.get(0)));
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-bound, bound);
      }
      return values;
    };
  }

  /**
   * By the names' convention: biases 0, one-dimensional weights (the norms) 1, embeddings normal
   * with deviation 0.02, other weights {@link #fanIn} with gain sqrt 3, which keeps the variance of
   * the input.
   */
  static Initialization standard(long seed) {
    Initialization ones = constant(1f);
    Initialization zeros = constant(0f);
    Initialization embedding = normal(0.02, seed);
    Initialization weight = fanIn(Math.sqrt(3), seed);
    return (name, shape) -> {
      if (name.endsWith("bias")) {
        return zeros.values(name, shape);
      }
      if (name.contains("embedding.") || name.endsWith("embedding")) {
        return embedding.values(name, shape);
      }
      return (shape.dimension() < 2 ? ones : weight).values(name, shape);
    };
  }

  /** Another rule for the names that match. */
  default Initialization with(Predicate<String> names, Initialization other) {
    return (name, shape) -> (names.test(name) ? other : this).values(name, shape);
  }

  private static SplittableRandom random(String name, long seed) {
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + hash.getValue());
  }
}
