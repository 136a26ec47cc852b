package org.genhowto.networks.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.torch.Attribute;
import org.genhowto.networks.torch.Script;
import org.genhowto.networks.torch.Torch;

/**
 * One network: a script, its numbers, and a bank of weights that the script reads by checkpoint
 * name. A call costs some hundredths of a millisecond, however many weights there are.
 *
 * <p>Calls as inference may run on several threads at once. The network borrows the weights: it
 * does not close them.
 */
public final class ScriptedNetwork implements AutoCloseable {
  private final NDManager manager;
  private final PtSymbolBlock block;
  private final Script script;
  private final Weights weights;
  private final DataType floats;
  private final Map<String, NDArray> methods = new ConcurrentHashMap<>();

  private ScriptedNetwork(NDManager manager, PtSymbolBlock block, Script script, Weights weights) {
    this.manager = manager;
    this.block = block;
    this.script = script;
    this.weights = weights;
    this.floats = weights.floats();
  }

  /**
   * Compiles a script and gives it weights.
   *
   * @param parent owns the network; closing it closes the network
   * @param attributes the numbers the script reads as {@code self.name}: Long, Double, Boolean,
   *     String, long[], double[] or boolean[]
   */
  public static ScriptedNetwork of(
      NDManager parent, Script script, Map<String, Object> attributes, Weights weights) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("w", Attribute.Bank.DICTIONARY);
    all.putAll(attributes);
    NDManager manager = parent.newSubManager();
    ScriptedNetwork network =
        new ScriptedNetwork(manager, script.compile(manager, all), script, weights);
    network.put(weights.all());
    return network;
  }

  /**
   * Runs a method as inference: the results can never enter autograd. They belong to the manager of
   * the first input.
   *
   * <p>Floating-point inputs become the weights' type (float16 on a graphics card), results are
   * float32.
   */
  public NDList call(String method, NDArray... inputs) {
    Torch.prepare();
    return floats == DataType.FLOAT32 ? run(method, false, inputs) : half(method, inputs);
  }

  /**
   * Runs a method and records it for autograd, in the types its inputs have. A frozen encoder
   * inside a training step is called so too. The results belong to the manager of the first input.
   */
  public NDList callForTraining(String method, NDArray... inputs) {
    Torch.prepare();
    return Torch.recording(() -> run(method, true, inputs));
  }

  private NDList half(String method, NDArray... inputs) {
    NDArray[] converted = Stream.of(inputs).map(this::halved).toArray(NDArray[]::new);
    return single(run(method, false, converted));
  }

  private NDArray halved(NDArray input) {
    return input.getDataType().isFloating() ? input.toType(floats, false) : input;
  }

  private static NDList single(NDList results) {
    return new NDList(
        results.stream()
            .map(
                result ->
                    result.getDataType().isFloating()
                        ? result.toType(DataType.FLOAT32, false)
                        : result)
            .toList());
  }

  private NDList run(String method, boolean training, NDArray... inputs) {
    NDList list = new NDList(inputs.length + 1);
    for (NDArray input : inputs) {
      // A name with a dot would make the array an entry of a dictionary.
      if (input.getName() != null) {
        input.setName(null);
      }
      list.add(input);
    }
    list.add(methods.computeIfAbsent(method, this::marker));
    try {
      return IValueUtils.forward(block, list, training);
    } catch (EngineException e) {
      throw new EngineException("In " + method + " of " + script.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs a method whose first argument is a list of tensors, as inference. The results belong to
   * the manager of the first input after the list.
   */
  public NDList callWithList(String method, NDList list, NDArray... inputs) {
    Torch.prepare();
    List<IValue> arguments = new ArrayList<>();
    try {
      PtNDArray[] elements =
          list.stream().map(each -> (PtNDArray) halved(each)).toArray(PtNDArray[]::new);
      arguments.add(IValue.listFrom(elements));
      for (NDArray input : inputs) {
        arguments.add(IValue.from((PtNDArray) halved(input)));
      }
      IValue[] all = arguments.toArray(IValue[]::new);
      try (IValue result = IValueUtils.runMethod(block, method, all)) {
        return single(result.toNDList((PtNDManager) inputs[0].getManager()));
      }
    } catch (EngineException e) {
      throw new EngineException("In " + method + " of " + script.name() + ": " + e.getMessage(), e);
    } finally {
      arguments.forEach(IValue::close);
    }
  }

  private NDArray marker(String method) {
    NDArray marker = manager.create(0f);
    marker.setName("module_method:" + method);
    return marker;
  }

  /** The weights; an array of a trainable parameter is the very tensor that training changes. */
  public Weights weights() {
    return weights;
  }

  /** The manager that lives as long as the network. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Makes the parameters that match trainable, and freezes all others. Trainable ones are copied
   * first, as loaded weights may lie in a read-only file mapping.
   *
   * @return the trainable parameters by name, in the order of the bank
   */
  public Map<String, NDArray> train(Predicate<String> names) {
    Map<String, NDArray> trainable = new LinkedHashMap<>();
    for (String name : weights.names()) {
      NDArray array = weights.get(name);
      boolean wanted = names.test(name) && array.getDataType().isFloating();
      if (wanted && !array.hasGradient()) {
        array = weights.replaceByCopy(name);
        array.setRequiresGradient(true);
      } else if (!wanted && array.hasGradient()) {
        array.setRequiresGradient(false);
      }
      if (wanted) {
        trainable.put(name, array);
      }
    }
    if (trainable.isEmpty()) {
      throw new IllegalArgumentException("No parameter of " + script.name() + " is trainable.");
    }
    put(trainable);
    return trainable;
  }

  private void put(Map<String, NDArray> tensors) {
    Map<String, PtNDArray> bank = new LinkedHashMap<>();
    tensors.forEach((name, array) -> bank.put(name, (PtNDArray) array));
    try (IValue argument = IValue.stringMapFrom(bank)) {
      IValueUtils.runMethod(block, "put_weights", argument).close();
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
