package org.genhowto.networks.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.torch.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final Script MLP =
      new Script(
          "mlp",
          Script.of(TrainingTest.class).source()
              + """

              def forward(self, x: Tensor) -> Tensor:
                  return self.linear(self.silu(self.linear(x, "l0")), "l1") * self.scale

              def loss(self, x: Tensor, y: Tensor) -> Tensor:
                  return torch.mse_loss(self.forward(x), y)

              # The gradients of both weights have other strides than the weights.
              def stridden_loss(self, x: Tensor, y: Tensor) -> Tensor:
                  h = torch.silu(torch.matmul(x.unsqueeze(0), self.w["l0.weight"].t().unsqueeze(0)))
                  return self.w["l1.weight"].sum() + torch.mse_loss(h.sum(-1).t() * 0.3, y)

              def noisy_loss(self, x: Tensor, y: Tensor) -> Tensor:
                  return torch.mse_loss(self.forward(x + 0.1 * torch.randn_like(x)), y)
              """);

  private NDManager manager;
  private NDArray x;
  private NDArray y;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    float[] inputs = Initialization.normal(1, 5).values("x", new Shape(32, 3));
    float[] targets = new float[32];
    for (int i = 0; i < 32; i++) {
      targets[i] = inputs[3 * i] * inputs[3 * i + 1] - inputs[3 * i + 2];
    }
    x = manager.create(inputs, new Shape(32, 3));
    y = manager.create(targets, new Shape(32, 1));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private ScriptedNetwork network() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("l0.weight", new Shape(16, 3));
    shapes.put("l0.bias", new Shape(16));
    shapes.put("l1.weight", new Shape(1, 16));
    shapes.put("l1.bias", new Shape(1));
    Weights weights = Weights.create(manager, shapes, Initialization.standard(1));
    return ScriptedNetwork.of(manager, MLP, Map.of("scale", 1.5), weights);
  }

  @Test
  void training_lowers_the_loss() {
    ScriptedNetwork network = network();
    Training training =
        Training.of(
            manager,
            network.train(name -> true),
            Recipe.of(Recipe.AdamW.withDecay(0.01), Schedule.constant(1e-2)));

    double before = training.step(network, "loss", x, y).loss();
    for (int i = 0; i < 300; i++) {
      training.step(network, "loss", x, y);
    }

    assertThat(training.step(network, "loss", x, y).loss()).isLessThan(before / 20);
    assertThat(training.steps()).isEqualTo(302);
  }

  @Test
  void a_momentum_step_is_the_formula() {
    ScriptedNetwork network = network();
    Map<String, NDArray> trainable = network.train("l1.bias"::equals);
    Recipe recipe = Recipe.of(new Recipe.Momentum(0.9, 0.1), Schedule.constant(0.5)).clippedTo(0);
    Training training = Training.of(manager, trainable, recipe);

    double p = 0;
    double momentum = 0;
    for (int i = 0; i < 3; i++) {
      double gradient = biasGradient(network);
      momentum = 0.9 * momentum + gradient + 0.1 * p;
      p -= 0.5 * momentum;
      assertThat(training.step(network, "loss", x, y).norm())
          .isCloseTo(Math.abs(gradient), within(1e-5));
      assertThat(requireNonNull(trainable.get("l1.bias")).getFloat(0))
          .isCloseTo((float) p, within(1e-5f));
    }
  }

  /** d/db of mean (1.5 (h w + b) - y)^2 is 2 * 1.5 * mean(prediction - y). */
  private double biasGradient(ScriptedNetwork network) {
    float[] predicted = network.call("forward", x).get(0).toFloatArray();
    float[] targets = y.toFloatArray();
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      sum += predicted[i] - targets[i];
    }
    return 3 * sum / targets.length;
  }

  @Test
  void gradients_agree_with_finite_differences() {
    ScriptedNetwork network = network();
    for (String name : List.of("l0.weight", "l1.weight", "l0.bias")) {
      gradientAgrees(network, "loss", name);
    }
    for (String name : List.of("l0.weight", "l1.weight")) {
      gradientAgrees(network, "stridden_loss", name);
    }
  }

  private void gradientAgrees(ScriptedNetwork network, String method, String name) {
    NDArray parameter = requireNonNull(network.train(name::equals).get(name));
    float[] start = parameter.toFloatArray();
    // With rate 1, momentum 0 and no clipping the step is minus the gradient.
    Recipe recipe = Recipe.of(new Recipe.Momentum(0, 0), Schedule.constant(1)).clippedTo(0);
    try (Training training = Training.of(manager, Map.of(name, parameter), recipe)) {
      training.step(network, method, x, y);
    }
    float[] after = parameter.toFloatArray();
    for (int i = 0; i < start.length; i += 5) {
      double up = lossWith(network, method, parameter, start, i, 1e-2f);
      double down = lossWith(network, method, parameter, start, i, -1e-2f);
      assertThat(start[i] - after[i])
          .as(method + " " + name + " " + i)
          .isCloseTo((float) ((up - down) / 2e-2), within(5e-3f));
    }
    parameter.set(start);
  }

  private double lossWith(
      ScriptedNetwork network, String method, NDArray p, float[] at, int i, float change) {
    float[] moved = at.clone();
    moved[i] += change;
    p.set(moved);
    return network.call(method, x, y).get(0).getFloat();
  }

  @Test
  void adam_averages_and_clipping_are_the_formula() {
    ScriptedNetwork network = network();
    Map<String, NDArray> trainable = network.train("l1.bias"::equals);
    Recipe recipe =
        Recipe.of(new Recipe.AdamW(0.9, 0.99, 1e-8, 0.1), Schedule.constant(0.05))
            .clippedTo(0.01)
            .averagedBy(0.9);
    Training training = Training.of(manager, trainable, recipe);

    double p = 0;
    double m = 0;
    double v = 0;
    double average = 0;
    for (int step = 1; step <= 4; step++) {
      double gradient = biasGradient(network);
      double clipped = gradient * Math.min(1, 0.01 / Math.abs(gradient));
      p -= 0.05 * 0.1 * p;
      m = 0.9 * m + 0.1 * clipped;
      v = 0.99 * v + 0.01 * clipped * clipped;
      double corrected = m / (1 - Math.pow(0.9, step));
      p -= 0.05 * corrected / (Math.sqrt(v / (1 - Math.pow(0.99, step))) + 1e-8);
      double decay = Math.min(0.9, (double) step / (9 + step));
      average = decay * average + (1 - decay) * p;
      training.step(network, "loss", x, y);
      assertThat(requireNonNull(trainable.get("l1.bias")).getFloat(0))
          .isCloseTo((float) p, within(1e-5f));
      assertThat(requireNonNull(training.averages().get("l1.bias")).getFloat(0))
          .isCloseTo((float) average, within(1e-5f));
    }
  }

  @Test
  void resumed_training_takes_the_same_steps_to_the_same_bits(@TempDir Path folder) {
    Recipe recipe =
        new Recipe(
            List.of(
                new Recipe.Group(
                    name -> name.startsWith("l0"),
                    Recipe.AdamW.withDecay(0.01),
                    Schedule.cosine(1e-2, 0, 20).warmedUp(5)),
                new Recipe.Group(
                    name -> true, new Recipe.Momentum(0.9, 0), Schedule.constant(1e-2))),
            1.0,
            0.99,
            7);
    ScriptedNetwork one = network();
    Training straight = Training.of(manager, one.train(name -> true), recipe);
    for (int i = 0; i < 5; i++) {
      straight.step(one, "noisy_loss", x, y);
    }
    straight.save(folder.resolve("state.safetensors"));
    ScriptedNetwork other = network();
    Training resumed = Training.of(manager, other.train(name -> true), recipe);
    resumed.restore(folder.resolve("state.safetensors"));

    for (int i = 0; i < 5; i++) {
      assertThat(resumed.step(other, "noisy_loss", x, y))
          .isEqualTo(straight.step(one, "noisy_loss", x, y));
    }
    straight
        .parameters()
        .forEach(
            (name, array) ->
                assertThat(requireNonNull(resumed.parameters().get(name)).toFloatArray())
                    .containsExactly(array.toFloatArray()));
    straight
        .averages()
        .forEach(
            (name, array) ->
                assertThat(requireNonNull(resumed.averages().get(name)).toFloatArray())
                    .containsExactly(array.toFloatArray()));
  }

  @Test
  void a_loss_that_is_not_finite_changes_nothing() {
    ScriptedNetwork network = network();
    Map<String, NDArray> trainable = network.train(name -> true);
    Training training =
        Training.of(
            manager, trainable, Recipe.of(Recipe.AdamW.withDecay(0.1), Schedule.constant(0.1)));
    float[] before = requireNonNull(trainable.get("l0.weight")).toFloatArray();

    NDArray broken = y.mul(Float.NaN);

    assertThatThrownBy(() -> training.step(network, "loss", x, broken))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not changed");
    assertThat(trainable.get("l0.weight").toFloatArray()).containsExactly(before);
  }

  @Test
  void steps_leave_no_arrays_behind() {
    ScriptedNetwork network = network();
    Training training =
        Training.of(
            manager,
            network.train(name -> true),
            Recipe.of(Recipe.AdamW.withDecay(0), Schedule.constant(1e-3)));
    training.step(network, "loss", x, y);
    int before = manager.getManagedArrays().size();

    for (int i = 0; i < 20; i++) {
      training.step(network, "loss", x, y);
    }

    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void weights_survive_saving_and_loading(@TempDir Path folder) {
    Weights weights = network().weights();
    weights.save(folder.resolve("model.safetensors"), DataType.FLOAT32);

    Weights loaded = Weights.load(manager, folder);

    assertThat(loaded.shapes()).isEqualTo(weights.shapes());
    for (String name : weights.names()) {
      assertThat(loaded.get(name).toFloatArray()).containsExactly(weights.get(name).toFloatArray());
    }
  }

  @Test
  void half_precision_files_are_widened(@TempDir Path folder) {
    Weights weights = network().weights();
    weights.save(folder.resolve("half.safetensors"), DataType.FLOAT16);

    Weights loaded = Weights.load(manager, folder.resolve("half.safetensors"));

    assertThat(loaded.get("l0.weight").getDataType()).isEqualTo(DataType.FLOAT32);
    float[] expected = weights.get("l0.weight").toFloatArray();
    float[] actual = loaded.get("l0.weight").toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) / 1024));
    }
  }

  @Test
  void a_loaded_network_can_be_trained(@TempDir Path folder) {
    network().weights().save(folder.resolve("model.safetensors"), DataType.FLOAT32);
    Weights loaded = Weights.load(manager, folder);
    ScriptedNetwork network = ScriptedNetwork.of(manager, MLP, Map.of("scale", 1.5), loaded);
    Training training =
        Training.of(
            manager,
            network.train(name -> true),
            Recipe.of(Recipe.AdamW.withDecay(0.01), Schedule.constant(1e-2)));

    double before = training.step(network, "loss", x, y).loss();

    assertThat(training.step(network, "loss", x, y).loss()).isLessThan(before);
  }

  @Test
  void every_fault_of_a_checkpoint_is_named() {
    Weights weights = network().weights();
    Map<String, Shape> expected = new LinkedHashMap<>(weights.shapes());
    expected.remove("l1.bias");
    expected.put("l0.weight", new Shape(8, 3));
    expected.put("l2.weight", new Shape(4));

    assertThatThrownBy(() -> weights.expect("the MLP", expected))
        .hasMessageContaining("the MLP (3 faults)")
        .hasMessageContaining("missing: l2.weight (4)")
        .hasMessageContaining("misshapen: l0.weight is (16, 3), expected (8, 3)")
        .hasMessageContaining("unexpected: l1.bias (1)");
  }

  @Test
  void script_errors_name_the_script() {
    Weights weights = network().weights();
    Script broken = new Script("broken", "def forward(self, x: Tensor) -> Tensor:\n    return y\n");

    assertThatThrownBy(() -> ScriptedNetwork.of(manager, broken, Map.of(), weights))
        .hasMessageContaining("broken");
  }
}
