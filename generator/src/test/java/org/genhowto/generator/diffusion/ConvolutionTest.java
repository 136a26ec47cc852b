package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other ways to convolve give what the plain one gives. */
class ConvolutionTest {
  private static final Script SCRIPT =
      Script.of(ConvolutionTest.class, "resnet.ts.py", "convolution-test.ts.py");

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 8", "3, 7, 9", "2, 1, 5"})
  void the_product_of_patches_is_the_convolution(int batch, int height, int width) {
    ScriptedNetwork network = network(12, 16);
    NDArray x = NoiseSource.seeded(1).next(manager, new Shape(batch, 16, height, width));
    assertSame(network.call("few_pixels", x), new Shape(batch, 12, height, width));
    assertSame(
        network.call("few_pixels_halving", x),
        new Shape(batch, 12, (height + 1) / 2, (width + 1) / 2));
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 8", "3, 6, 10", "2, 2, 4"})
  void tiles_of_four_results_are_the_convolution(int batch, int height, int width) {
    ScriptedNetwork network = network(12, 16);
    NDArray x = NoiseSource.seeded(1).next(manager, new Shape(batch, 16, height, width));
    assertSame(network.call("many_channels", x), new Shape(batch, 12, height, width));
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "18, 16", "17, 16", "7, 9"})
  void whichever_way_is_chosen_gives_the_same(int height, int width) {
    ScriptedNetwork network = network(1280, 320);
    NDArray x = NoiseSource.seeded(1).next(manager, new Shape(1, 320, height, width));
    assertSame(network.call("chosen", x), new Shape(1, 1280, height, width));
  }

  @ParameterizedTest
  @CsvSource({"1, 40, 60", "2, 7, 9", "1, 1, 5", "1, 3, 4000"})
  void rows_after_rows_are_the_convolution(int batch, int height, int width) {
    ScriptedNetwork network = network(12, 1100);
    NDArray x = NoiseSource.seeded(1).next(manager, new Shape(batch, 1100, height, width));
    assertSame(network.call("by_rows", x), new Shape(batch, 12, height, width));
  }

  private ScriptedNetwork network(long out, long in) {
    Map<String, Shape> shapes =
        Map.of("c.weight", new Shape(out, in, 3, 3), "c.bias", new Shape(out));
    Weights weights = Weights.create(manager, shapes, Initialization.fanIn(1, 3));
    return ScriptedNetwork.of(manager, SCRIPT, Map.of("groups", 1L), weights);
  }

  private static void assertSame(NDList both, Shape shape) {
    NDArray actual = both.get(0);
    NDArray expected = both.get(1);
    assertThat(actual.getShape()).isEqualTo(expected.getShape()).isEqualTo(shape);
    assertThat(expected.abs().mean().getFloat()).isGreaterThan(.05f);
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
  }
}
