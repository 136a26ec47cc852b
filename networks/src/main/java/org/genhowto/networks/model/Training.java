package org.genhowto.networks.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.torch.Attribute;
import org.genhowto.networks.torch.Script;
import org.genhowto.networks.torch.Torch;

/**
 * Trains parameters in place: gradients, clipping, update and moving average are one call into
 * PyTorch. The whole state can be saved, and training resumed from it takes the same steps to the
 * same bits. Used by one thread at a time.
 */
public final class Training implements AutoCloseable {
  private static final Script SCRIPT = Script.of(Training.class, "optimizer.ts.py");
  private static final String STEP = "training.step";

  private final NDManager manager;
  private final Recipe recipe;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final List<NDArray> first = new ArrayList<>();
  private final List<NDArray> second = new ArrayList<>();
  private final List<NDArray> averages = new ArrayList<>();
  private final NDArray count;
  private final PtSymbolBlock block;
  private final NDArray marker;
  private long steps;

  private Training(NDManager manager, Map<String, NDArray> trainable, Recipe recipe) {
    this.manager = manager;
    this.recipe = recipe;
    long[] starts = arrange(trainable);
    for (NDArray parameter : parameters.values()) {
      first.add(manager.zeros(parameter.getShape()));
      second.add(manager.zeros(parameter.getShape()));
      if (recipe.averaging() > 0) {
        averages.add(detachedCopy(parameter));
      }
    }
    count = manager.zeros(new Shape());
    marker = manager.create(0f);
    marker.setName("module_method:step");
    block = SCRIPT.compile(manager, attributes(starts));
    putState();
  }

  /**
   * Trains the parameters that {@link ScriptedNetwork#train} returned (several networks' maps may
   * be joined under distinct names).
   *
   * @param parent owns the optimiser's state
   */
  public static Training of(NDManager parent, Map<String, NDArray> trainable, Recipe recipe) {
    return new Training(parent.newSubManager(), trainable, recipe);
  }

  /**
   * What one step did: its number from 0, the loss before it, the gradients' norm before clipping.
   */
  public record Step(long number, double loss, double norm) {}

  /**
   * Takes one step on the loss that the method returns first. The inputs stay the caller's.
   *
   * @throws ArithmeticException if the loss or its gradient is not finite; nothing was changed then
   */
  public Step step(ScriptedNetwork network, String method, NDArray... inputs) {
    return step(
        () -> {
          NDList results = network.callForTraining(method, inputs);
          results.stream().skip(1).forEach(NDArray::close);
          return results.get(0);
        });
  }

  /**
   * Takes one step on a scalar loss, which is closed. The supplier runs with autograd recording.
   */
  public Step step(Supplier<NDArray> lossOfStep) {
    Torch.seed(recipe.seed() * 0x9E3779B97F4A7C15L + steps);
    float[] result =
        Torch.recording(
            () -> {
              try (NDArray loss = lossOfStep.get()) {
                return update(loss);
              }
            });
    Step step = new Step(steps, result[0], result[1]);
    if (!Float.isFinite(result[1])) {
      throw new ArithmeticException(
          "Step %d: the loss is %s and its gradient's norm %s; the parameters were not changed."
              .formatted(steps, result[0], result[1]));
    }
    steps++;
    return step;
  }

  private float[] update(NDArray loss) {
    double[] rates =
        recipe.groups().stream().mapToDouble(group -> group.schedule().rate(steps)).toArray();
    double averaging = Math.min(recipe.averaging(), (1.0 + steps) / (10.0 + steps));
    try (NDManager scope = manager.newSubManager();
        NDArray rate = scope.create(rates);
        NDArray average = scope.create(averaging)) {
      // Results belong to the first array's manager, so the loss must not decide.
      loss.setName(null);
      NDList inputs = new NDList(loss, rate, average, marker);
      try (NDList result = IValueUtils.forward(block, inputs, true)) {
        return result.get(0).toFloatArray();
      }
    }
  }

  /** How many steps were taken, also before a restore. */
  public long steps() {
    return steps;
  }

  /** The rate that the next step uses for the first group. */
  public double rate() {
    return recipe.groups().get(0).schedule().rate(steps);
  }

  public Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** The moving averages by parameter name; they change with every step. */
  public Map<String, NDArray> averages() {
    if (averages.isEmpty()) {
      throw new IllegalStateException("This recipe keeps no moving average.");
    }
    return named(averages);
  }

  /** Copies the moving averages into the parameters. */
  public void adoptAverages() {
    averages();
    copy(parameters.values(), averages);
  }

  /** Writes parameters, moments, averages and the step number as float32. */
  public void save(Path file) {
    Map<String, NDArray> state = new LinkedHashMap<>();
    state.put(STEP, count);
    parameters.forEach((name, array) -> state.put("parameter/" + name, array));
    named(first).forEach((name, array) -> state.put("first/" + name, array));
    named(second).forEach((name, array) -> state.put("second/" + name, array));
    if (!averages.isEmpty()) {
      averages().forEach((name, array) -> state.put("average/" + name, array));
    }
    Weights.save(file, state, DataType.FLOAT32);
  }

  /** Continues where a saved training of the same parameters stood. */
  public void restore(Path file) {
    try (Weights state = Weights.load(manager, file)) {
      state.expect("this training", expected());
      copy(List.of(count), List.of(state.get(STEP)));
      copy(parameters.values(), saved(state, "parameter/"));
      copy(first, saved(state, "first/"));
      copy(second, saved(state, "second/"));
      if (!averages.isEmpty()) {
        copy(averages, saved(state, "average/"));
      }
      steps = (long) count.getFloat();
    }
  }

  private Map<String, Shape> expected() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(STEP, new Shape());
    parameters.forEach(
        (name, array) -> {
          shapes.put("parameter/" + name, array.getShape());
          shapes.put("first/" + name, array.getShape());
          shapes.put("second/" + name, array.getShape());
          if (!averages.isEmpty()) {
            shapes.put("average/" + name, array.getShape());
          }
        });
    return shapes;
  }

  private List<NDArray> saved(Weights state, String prefix) {
    return parameters.keySet().stream().map(name -> state.get(prefix + name)).toList();
  }

  private Map<String, NDArray> named(List<NDArray> arrays) {
    Map<String, NDArray> map = new LinkedHashMap<>();
    int i = 0;
    for (String name : parameters.keySet()) {
      map.put(name, arrays.get(i++));
    }
    return map;
  }

  /** Puts the parameters in the order of their groups and returns where each group starts. */
  private long[] arrange(Map<String, NDArray> trainable) {
    long[] starts = new long[recipe.groups().size() + 1];
    for (int g = 0; g < recipe.groups().size(); g++) {
      Recipe.Group group = recipe.groups().get(g);
      trainable.forEach(
          (name, array) -> {
            if (!parameters.containsKey(name) && group.names().test(name)) {
              parameters.put(name, array);
            }
          });
      starts[g + 1] = parameters.size();
    }
    if (parameters.size() != trainable.size()) {
      List<String> left = new ArrayList<>(trainable.keySet());
      left.removeAll(parameters.keySet());
      throw new IllegalArgumentException("No group of the recipe takes these parameters: " + left);
    }
    return starts;
  }

  private Map<String, Object> attributes(long[] starts) {
    int groups = recipe.groups().size();
    boolean[] adam = new boolean[groups];
    double[] beta1 = new double[groups];
    double[] beta2 = new double[groups];
    double[] epsilon = new double[groups];
    double[] decay = new double[groups];
    for (int g = 0; g < groups; g++) {
      Recipe.Rule rule = recipe.groups().get(g).rule();
      if (rule instanceof Recipe.AdamW adamW) {
        adam[g] = true;
        beta1[g] = adamW.beta1();
        beta2[g] = adamW.beta2();
        epsilon[g] = adamW.epsilon();
        decay[g] = adamW.decay();
      } else if (rule instanceof Recipe.Momentum momentum) {
        beta1[g] = momentum.momentum();
        decay[g] = momentum.decay();
      }
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("w", Attribute.Bank.DICTIONARY);
    for (String list : List.of("p", "m", "s", "t", "e")) {
      attributes.put(list, Attribute.Bank.LIST);
    }
    attributes.put("starts", starts);
    attributes.put("adam", adam);
    attributes.put("beta1", beta1);
    attributes.put("beta2", beta2);
    attributes.put("eps", epsilon);
    attributes.put("decay", decay);
    attributes.put("clip", recipe.clip());
    return attributes;
  }

  private void putState() {
    PtNDArray[] counts = new PtNDArray[parameters.size()];
    Arrays.fill(counts, (PtNDArray) count);
    try (IValue p = list(parameters.values());
        IValue m = list(first);
        IValue s = list(second);
        IValue t = IValue.listFrom(counts)) {
      IValueUtils.runMethod(block, "put_state", p, m, s, t).close();
    }
    if (!averages.isEmpty()) {
      try (IValue e = list(averages)) {
        IValueUtils.runMethod(block, "put_averages", e).close();
      }
    }
  }

  private static IValue list(Collection<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  private NDArray detachedCopy(NDArray parameter) {
    try (NDArray plain = parameter.stopGradient()) {
      NDArray copy = plain.duplicate();
      copy.attach(manager);
      return copy;
    }
  }

  /** Copies values in place. NDArray.set would make the tensor a view of a Java buffer instead. */
  private void copy(Collection<NDArray> targets, Collection<NDArray> sources) {
    try (IValue target = list(targets);
        IValue source = list(sources)) {
      IValueUtils.runMethod(block, "copy", target, source).close();
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
