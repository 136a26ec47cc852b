package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A network that is called as its reference library calls it. */
public interface ReferenceNetwork extends AutoCloseable {

  /**
   * Runs it once.
   *
   * @return outputs by the library's names; they belong to the manager of the inputs
   */
  Map<String, NDArray> forward(NamedTensors inputs);

  @Override
  void close();
}
