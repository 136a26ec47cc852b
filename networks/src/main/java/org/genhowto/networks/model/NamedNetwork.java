package org.genhowto.networks.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.Function;

/** A network that is called as its reference library calls it. */
public final class NamedNetwork implements AutoCloseable {
  private final Function<NamedTensors, Map<String, NDArray>> forward;
  private final Runnable close;

  /**
   * @param close gives the network's memory back
   */
  public NamedNetwork(Function<NamedTensors, Map<String, NDArray>> forward, Runnable close) {
    this.forward = forward;
    this.close = close;
  }

  /**
   * Runs it once.
   *
   * @return outputs by the library's names; they belong to the manager of the inputs
   */
  public Map<String, NDArray> forward(NamedTensors inputs) {
    return forward.apply(inputs);
  }

  @Override
  public void close() {
    close.run();
  }
}
