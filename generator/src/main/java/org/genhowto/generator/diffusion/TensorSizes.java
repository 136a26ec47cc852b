package org.genhowto.generator.diffusion;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;

/** What the shapes of a checkpoint's tensors tell of a network that brings no configuration. */
final class TensorSizes {
  private final Checkpoint checkpoint;
  private final Map<String, Shape> shapes;

  TensorSizes(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.shapes = checkpoint.shapes();
  }

  /**
   * How long a tensor is along a dimension.
   *
   * @throws CheckpointException there is no such tensor, or it has fewer dimensions
   */
  int of(String name, int dimension) {
    Shape shape = shape(name);
    if (shape.dimension() <= dimension) {
      throw new CheckpointException(
          "%s has %s of shape %s, expected more dimensions.".formatted(checkpoint, name, shape));
    }
    return Math.toIntExact(shape.get(dimension));
  }

  /**
   * How many dimensions a tensor has.
   *
   * @throws CheckpointException there is no such tensor
   */
  int dimensions(String name) {
    return shape(name).dimension();
  }

  private Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new CheckpointException("%s has no tensor %s.".formatted(checkpoint, name));
    }
    return shape;
  }
}
