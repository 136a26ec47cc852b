package org.genhowto.launcher.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Weights;

/**
 * A safetensors file with the noise of a sampling, so that images can be compared with those of
 * other software.
 *
 * @param count images
 */
record NoiseFile(Path file, int count) {

  /**
   * How many tensors an image takes.
   *
   * @param once whether there is but the first latent's noise; else one more is accepted, as
   *     references draw noise in the last step too, where it counts nothing
   */
  record Draws(int number, boolean once) {
    boolean are(int given) {
      return given == number || (!once && given == number + 1);
    }
  }

  /** One source for each image. */
  List<NoiseSource> read(NDManager manager, Draws draws, Method method) {
    Weights weights = Weights.load(manager, file);
    if (weights.names().size() != 1) {
      throw new IllegalArgumentException(
          "%s has tensors %s, expected one with the noise (count, 4, h, w)."
              .formatted(file, weights.names()));
    }
    NDArray all = weights.all().values().iterator().next();
    Shape shape = all.getShape();
    requireSquare(shape);
    int given = given(shape);
    if (!draws.are(given)) {
      throw new IllegalArgumentException(
          draws.number() == 1
              ? "%s holds noise of shape %s, expected (%d, 4, h, w) as --count is %d."
                  .formatted(file, shape, count, count)
              : "%s draws noise at every step: %s holds noise of shape %s, expected (%d, %d, 4, h, w), draws and images."
                  .formatted(method.spelling(), file, shape, draws.number(), count));
    }
    NDArray rows = all.reshape(latents(shape));
    List<NoiseSource> sources = new ArrayList<>();
    for (int image = 0; image < count; image++) {
      List<NDArray> own = new ArrayList<>();
      for (int draw = 0; draw < given; draw++) {
        int row = draw * count + image;
        own.add(rows.get(row + ":" + (row + 1)));
      }
      sources.add(NoiseSource.sequence(own));
    }
    return sources;
  }

  /** How many tensors the file has for each image; 0 where they do not go into the images. */
  private int given(Shape shape) {
    boolean byDraw = shape.dimension() == 5;
    if (byDraw && shape.get(1) != count) {
      return 0;
    }
    long rows = byDraw ? shape.get(0) * count : shape.get(0);
    return rows % count == 0 ? (int) (rows / count) : 0;
  }

  private static Shape latents(Shape shape) {
    int first = shape.dimension() - 3;
    return new Shape(-1, shape.get(first), shape.get(first + 1), shape.get(first + 2));
  }

  private void requireSquare(Shape shape) {
    int dimensions = shape.dimension();
    if ((dimensions != 4 && dimensions != 5)
        || shape.get(dimensions - 1) != shape.get(dimensions - 2)
        || shape.size() == 0) {
      throw new IllegalArgumentException(
          "%s holds noise of shape %s, expected (%d, 4, h, w) with square latents, as images are square."
              .formatted(file, shape, count));
    }
  }
}
