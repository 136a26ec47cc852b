package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.genhowto.networks.Weights;

/**
 * Inputs and outputs of one small random network of diffusers, under its names, as
 * src/test/python/golden.py wrote them.
 */
record Golden(Path folder, Weights values) {
  private static final float TOLERANCE = 1e-4f;

  static Golden of(NDManager manager, String network) {
    Path folder = root().resolve(network);
    return new Golden(folder, Weights.load(manager, folder.resolve("values.safetensors")));
  }

  static Path root() {
    try {
      return Path.of(Golden.class.getResource("golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  NDArray value(String name) {
    return values.get(name);
  }

  /** The network gives what the reference gave, and that is something. */
  void assertSame(String name, NDArray actual) {
    NDArray expected = value(name);
    assertThat(actual.getShape()).as(name).isEqualTo(expected.getShape());
    assertThat(expected.abs().mean().getFloat()).as(name).isGreaterThan(.05f);
    assertThat(actual.sub(expected).abs().max().getFloat()).as(name).isLessThan(TOLERANCE);
  }
}
