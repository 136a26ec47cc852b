package org.genhowto.captioner.blip2;

import ai.djl.ndarray.types.Shape;
import java.util.Map;

/** Tensors of common layers in a checkpoint, name to shape. */
public final class Shapes {
  private Shapes() {}

  public static void linear(Map<String, Shape> shapes, String name, int in, int out) {
    shapes.put(name + ".weight", new Shape(out, in));
    shapes.put(name + ".bias", new Shape(out));
  }

  public static void norm(Map<String, Shape> shapes, String name, int width) {
    shapes.put(name + ".weight", new Shape(width));
    shapes.put(name + ".bias", new Shape(width));
  }
}
