package org.genhowto.networks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.torch.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shared blocks against their definitions, written out number by number. */
class BlocksTest {
  private static final Script SCRIPT =
      new Script(
          "blocks",
          Script.of(BlocksTest.class).source()
              + """

              def forward(self, x: Tensor) -> Tensor:
                  return self.linear(x, "linear")

              def unbiased(self, x: Tensor) -> Tensor:
                  return self.linear(x, "unbiased")

              def layer(self, x: Tensor) -> Tensor:
                  return self.layer_norm(x, "norm", 1e-5)

              def groups(self, x: Tensor) -> Tensor:
                  return self.group_norm(x, "norm", 2, 1e-6)

              def convolution(self, x: Tensor) -> Tensor:
                  return self.conv2d(x, "conv", 2, 1)

              def full(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
                  return self.attention(q, k, v, 2, False)

              def causal(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
                  return self.attention(q, k, v, 2, True)
              """);

  private NDManager manager;
  private ScriptedNetwork network;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("linear.weight", new Shape(3, 4));
    shapes.put("linear.bias", new Shape(3));
    shapes.put("unbiased.weight", new Shape(3, 4));
    shapes.put("norm.weight", new Shape(4));
    shapes.put("norm.bias", new Shape(4));
    shapes.put("conv.weight", new Shape(2, 4, 3, 3));
    shapes.put("conv.bias", new Shape(2));
    network =
        ScriptedNetwork.of(
            manager,
            SCRIPT,
            Map.of(),
            Weights.create(manager, shapes, Initialization.normal(1, 9)));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private float[] weight(String name) {
    return network.weights().get(name).toFloatArray();
  }

  private NDArray random(String name, long... shape) {
    Shape of = new Shape(shape);
    return manager.create(Initialization.normal(1, 2).values(name, of), of);
  }

  private static void assertClose(NDArray actual, double[] expected) {
    float[] floats = new float[expected.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) expected[i];
    }
    assertThat(actual.toFloatArray()).containsExactly(floats, within(2e-5f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "unbiased"})
  void linear_is_a_matrix_product(String name) {
    NDArray x = random("x", 2, 4);
    float[] in = x.toFloatArray();
    float[] w = weight(name + ".weight");
    double[] expected = new double[6];
    for (int n = 0; n < 2; n++) {
      for (int o = 0; o < 3; o++) {
        double sum = name.equals("linear") ? weight("linear.bias")[o] : 0;
        for (int i = 0; i < 4; i++) {
          sum += w[o * 4 + i] * in[n * 4 + i];
        }
        expected[n * 3 + o] = sum;
      }
    }
    assertClose(network.call(name.equals("linear") ? "forward" : name, x).get(0), expected);
  }

  @Test
  void half_precision_weights_take_and_give_single_precision(@TempDir Path folder) {
    Path file = folder.resolve("blocks.safetensors");
    network.weights().save(file, DataType.FLOAT32);
    Weights half = Checkpoint.open(file).map(manager, DataType.FLOAT16);
    NDArray x = random("x", 2, 4);
    NDArray expected = network.call("forward", x).get(0);

    NDArray actual = ScriptedNetwork.of(manager, SCRIPT, Map.of(), half).call("forward", x).get(0);

    assertThat(half.get("linear.weight").getDataType()).isEqualTo(DataType.FLOAT16);
    assertThat(actual.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(2e-2f));
    assertThat(actual.toFloatArray()).isNotEqualTo(expected.toFloatArray());
  }

  @Test
  void layer_norm_normalises_the_last_dimension() {
    NDArray x = random("x", 3, 4);
    double[] expected = normalised(x.toFloatArray(), 4, 1e-5);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = expected[i] * weight("norm.weight")[i % 4] + weight("norm.bias")[i % 4];
    }
    assertClose(network.call("layer", x).get(0), expected);
  }

  @Test
  void group_norm_normalises_the_channels_of_a_group() {
    NDArray x = random("x", 2, 4, 3, 3);
    double[] expected = normalised(x.toFloatArray(), 2 * 9, 1e-6);
    for (int i = 0; i < expected.length; i++) {
      int channel = i / 9 % 4;
      expected[i] = expected[i] * weight("norm.weight")[channel] + weight("norm.bias")[channel];
    }
    assertClose(network.call("groups", x).get(0), expected);
  }

  private static double[] normalised(float[] values, int run, double epsilon) {
    double[] out = new double[values.length];
    for (int start = 0; start < values.length; start += run) {
      double mean = 0;
      double square = 0;
      for (int i = start; i < start + run; i++) {
        mean += values[i] / (double) run;
        square += values[i] * (double) values[i] / run;
      }
      for (int i = start; i < start + run; i++) {
        out[i] = (values[i] - mean) / Math.sqrt(square - mean * mean + epsilon);
      }
    }
    return out;
  }

  @Test
  void convolution_sums_a_window() {
    NDArray x = random("x", 1, 4, 5, 5);
    float[] in = x.toFloatArray();
    float[] w = weight("conv.weight");
    double[] expected = new double[2 * 3 * 3];
    for (int o = 0; o < 2; o++) {
      for (int y = 0; y < 3; y++) {
        for (int column = 0; column < 3; column++) {
          double sum = weight("conv.bias")[o];
          for (int c = 0; c < 4; c++) {
            for (int k = 0; k < 9; k++) {
              int row = 2 * y - 1 + k / 3;
              int col = 2 * column - 1 + k % 3;
              if (row >= 0 && row < 5 && col >= 0 && col < 5) {
                sum += w[(o * 4 + c) * 9 + k] * in[c * 25 + row * 5 + col];
              }
            }
          }
          expected[(o * 3 + y) * 3 + column] = sum;
        }
      }
    }
    assertClose(network.call("convolution", x).get(0), expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "causal"})
  void attention_is_a_softmax_per_head(String method) {
    int n = 5;
    NDArray q = random("q", 2, n, 6);
    NDArray k = random("k", 2, n, 6);
    NDArray v = random("v", 2, n, 6);
    float[] queries = q.toFloatArray();
    float[] keys = k.toFloatArray();
    float[] values = v.toFloatArray();
    double[] expected = new double[2 * n * 6];
    for (int b = 0; b < 2; b++) {
      for (int head = 0; head < 2; head++) {
        for (int i = 0; i < n; i++) {
          int end = method.equals("causal") ? i + 1 : n;
          double total = 0;
          double[] share = new double[end];
          for (int j = 0; j < end; j++) {
            double product = 0;
            for (int d = 0; d < 3; d++) {
              product +=
                  queries[(b * n + i) * 6 + head * 3 + d] * keys[(b * n + j) * 6 + head * 3 + d];
            }
            share[j] = Math.exp(product / Math.sqrt(3));
            total += share[j];
          }
          for (int j = 0; j < end; j++) {
            for (int d = 0; d < 3; d++) {
              expected[(b * n + i) * 6 + head * 3 + d] +=
                  share[j] / total * values[(b * n + j) * 6 + head * 3 + d];
            }
          }
        }
      }
    }
    assertClose(network.call(method, q, k, v).get(0), expected);
  }

  @Test
  void activations_are_their_formulas() {
    NDArray x = random("x", 40);
    float[] in = x.toFloatArray();
    double[] silu = new double[in.length];
    double[] quick = new double[in.length];
    double[] gelu = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      silu[i] = in[i] / (1 + Math.exp(-in[i]));
      quick[i] = in[i] / (1 + Math.exp(-1.702 * in[i]));
      gelu[i] = in[i] * normalCumulative(in[i]);
    }
    assertClose(network.call("silu", x).get(0), silu);
    assertClose(network.call("quick_gelu", x).get(0), quick);
    assertClose(network.call("gelu", x).get(0), gelu);
  }

  /** By the series of the error function, which converges everywhere. */
  private static double normalCumulative(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void calls_leave_no_arrays_behind() {
    NDArray x = random("x", 2, 4);
    network.call("forward", x).close();
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 50; i++) {
      network.call("forward", x).close();
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }
}
