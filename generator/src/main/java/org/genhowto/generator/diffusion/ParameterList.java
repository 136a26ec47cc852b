package org.genhowto.generator.diffusion;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.networks.checkpoint.Initialization;

/** Names, shapes and first values of a network's parameters, in the order of the checkpoint. */
public final class ParameterList {

  /** How a fresh parameter is filled. */
  enum Start {
    /** Uniform, with variance 1 / fan-in. */
    LINEAR,
    /** The same, times 0.2: the end of a residual branch. */
    SMALL,
    ZERO,
    ONE
  }

  record Parameter(Shape shape, Start start) {}

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> shapes.put(name, parameter.shape()));
    return shapes;
  }

  /** How many numbers there are in all. */
  public long size() {
    return parameters.values().stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }

  /** First values that let the network train. */
  Initialization initialization(long seed) {
    Initialization linear = Initialization.fanIn(Math.sqrt(3), seed);
    Initialization small = Initialization.fanIn(0.2 * Math.sqrt(3), seed);
    Initialization zero = Initialization.constant(0);
    Initialization one = Initialization.constant(1);
    return (name, shape) ->
        switch (start(name)) {
          case LINEAR -> linear.values(name, shape);
          case SMALL -> small.values(name, shape);
          case ZERO -> zero.values(name, shape);
          case ONE -> one.values(name, shape);
        };
  }

  private Start start(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("There is no parameter " + name);
    }
    return parameter.start();
  }

  void convolution(String name, long in, long out, long kernel, Start start) {
    add(name + ".weight", new Shape(out, in, kernel, kernel), start);
    add(name + ".bias", new Shape(out), Start.ZERO);
  }

  void linear(String name, long in, long out, Start start) {
    add(name + ".weight", new Shape(out, in), start);
    add(name + ".bias", new Shape(out), Start.ZERO);
  }

  void linearWithoutBias(String name, long in, long out) {
    add(name + ".weight", new Shape(out, in), Start.LINEAR);
  }

  void norm(String name, long channels) {
    add(name + ".weight", new Shape(channels), Start.ONE);
    add(name + ".bias", new Shape(channels), Start.ZERO);
  }

  private void add(String name, Shape shape, Start start) {
    parameters.put(name, new Parameter(shape, start));
  }
}
