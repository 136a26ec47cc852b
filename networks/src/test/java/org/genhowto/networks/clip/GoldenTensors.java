package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Objects;
import org.genhowto.networks.Golden;
import org.genhowto.networks.checkpoint.Weights;

/** What the reference took and gave for one batch; src/test/python/clip_golden.py. */
record GoldenTensors(Map<String, NDArray> tensors) {
  static GoldenTensors load(NDManager manager, String model, String batch) {
    return new GoldenTensors(
        Weights.load(manager, Golden.path("clip/" + model + "/golden.safetensors"))
            .under(batch + "."));
  }

  NDArray get(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
