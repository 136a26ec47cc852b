package org.genhowto.networks.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Arguments of a network by name; asks for each are checked, and none is left unread. */
public final class NamedTensors {
  private final Map<String, NDArray> tensors;
  private final Set<String> asked = new TreeSet<>();

  public NamedTensors(Map<String, NDArray> tensors) {
    this.tensors = new TreeMap<>(tensors);
  }

  /** Floating-point numbers of so many dimensions. */
  public NDArray floats(String name, int dimensions) {
    NDArray array = present(name, find(name, dimensions));
    if (!array.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "The input %s has type %s, expected floating-point numbers."
              .formatted(name, array.getDataType()));
    }
    return array;
  }

  /** One number or some, (B,) or (), as float32 of one dimension. */
  public NDArray scalars(String name) {
    int dimensions = tensors.containsKey(name) && tensors.get(name).isScalar() ? 0 : 1;
    return present(name, find(name, dimensions)).toType(DataType.FLOAT32, false).reshape(-1);
  }

  /** A number that may be absent. */
  public double number(String name, double otherwise) {
    return find(name, 0)
        .map(array -> array.toType(DataType.FLOAT64, false).getDouble())
        .orElse(otherwise);
  }

  /** Whole numbers of so many dimensions, as int64. */
  public NDArray integers(String name, int dimensions) {
    return present(name, findIntegers(name, dimensions));
  }

  /** Whole numbers that may be absent, as int64. */
  public Optional<NDArray> findIntegers(String name, int dimensions) {
    return find(name, dimensions).map(array -> array.toType(DataType.INT64, false));
  }

  /** An input that may be absent. */
  public Optional<NDArray> find(String name, int dimensions) {
    asked.add(name);
    NDArray array = tensors.get(name);
    if (array != null && array.getShape().dimension() != dimensions) {
      throw new IllegalArgumentException(
          "The input %s has shape %s, expected %d dimensions."
              .formatted(name, array.getShape(), dimensions));
    }
    return Optional.ofNullable(array);
  }

  /** The inputs name.0, name.1 and so on, as many as there are. */
  public List<NDArray> list(String name, int dimensions) {
    List<NDArray> found = new ArrayList<>();
    while (tensors.containsKey(name + "." + found.size())) {
      found.add(floats(name + "." + found.size(), dimensions));
    }
    return found;
  }

  private NDArray present(String name, Optional<NDArray> array) {
    return array.orElseThrow(
        () ->
            new IllegalArgumentException(
                "The input %s is missing; there are %s.".formatted(name, tensors.keySet())));
  }

  /** To be called when every input has been asked for: refuses those that nothing reads. */
  public void requireAllRead() {
    Set<String> unread = new TreeSet<>(tensors.keySet());
    unread.removeAll(asked);
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          "Inputs %s are not read by this network; it reads %s.".formatted(unread, asked));
    }
  }
}
