package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How tensors that are there compare with those a network needs. */
record Fit(List<String> faults) {

  static Fit of(Map<String, Shape> actual, Map<String, Shape> expected) {
    List<String> faults = new ArrayList<>();
    for (String name : new TreeSet<>(expected.keySet())) {
      Shape shape = actual.get(name);
      if (shape == null) {
        faults.add("missing: " + name + " " + expected.get(name));
      } else if (!shape.equals(expected.get(name))) {
        faults.add("misshapen: " + name + " is " + shape + ", expected " + expected.get(name));
      }
    }
    for (String name : new TreeSet<>(actual.keySet())) {
      if (!expected.containsKey(name)) {
        faults.add("unexpected: " + name + " " + actual.get(name));
      }
    }
    return new Fit(List.copyOf(faults));
  }

  void require(String origin, String network) {
    if (!faults.isEmpty()) {
      throw new CheckpointException(
          "%s does not fit %s (%d faults):\n  %s"
              .formatted(origin, network, faults.size(), String.join("\n  ", faults)));
    }
  }
}
