package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The named tensors of one checkpoint, under the checkpoint's own names, as float32 (integers stay
 * integers). The bank owns its arrays; they live until it, or the manager it was made with, is
 * closed.
 */
public final class Weights implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, NDArray> tensors;

  private final SharedTensors.Holder shared;

  private Weights(NDManager manager, Map<String, NDArray> tensors) {
    this(manager, tensors, SharedTensors.OF_PROCESS.holder());
  }

  private Weights(NDManager manager, Map<String, NDArray> tensors, SharedTensors.Holder shared) {
    this.manager = manager;
    this.tensors = new LinkedHashMap<>(tensors);
    this.shared = shared;
    // So that they are given back whether this bank is closed or the manager above it.
    manager.attachInternal("shared-tensors", shared);
  }

  /** Maps a checkpoint into memory as it is; see {@link Checkpoint}. */
  public static Weights load(NDManager parent, Path fileOrFolder) {
    return Checkpoint.open(fileOrFolder).map(parent);
  }

  /**
   * A bank of arrays that belong to a manager, which it closes.
   *
   * @param shared what it has of them together with other banks
   */
  static Weights of(NDManager manager, Map<String, NDArray> arrays, SharedTensors.Holder shared) {
    return new Weights(manager, arrays, shared);
  }

  /** New tensors with first values. */
  public static Weights create(
      NDManager parent, Map<String, Shape> shapes, Initialization initialization) {
    NDManager manager = parent.newSubManager();
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            tensors.put(
                name,
                manager.create(
                    FloatBuffer.wrap(initialization.values(name, shape)),
                    shape,
                    DataType.FLOAT32)));
    return new Weights(manager, tensors);
  }

  /** A bank of copies of the given arrays. */
  public static Weights copyOf(NDManager parent, Map<String, NDArray> arrays) {
    NDManager manager = parent.newSubManager();
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) -> tensors.put(name, copy(manager, array)));
    return new Weights(manager, tensors);
  }

  public NDArray get(String name) {
    NDArray array = tensors.get(name);
    if (array == null) {
      throw new IllegalArgumentException("The checkpoint has no tensor " + name + ".");
    }
    return array;
  }

  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  public Map<String, NDArray> all() {
    return Collections.unmodifiableMap(tensors);
  }

  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, array) -> shapes.put(name, array.getShape()));
    return shapes;
  }

  /** The type of the floating-point numbers; they are all of one. */
  public DataType floats() {
    return tensors.values().stream()
        .map(NDArray::getDataType)
        .filter(DataType::isFloating)
        .findFirst()
        .orElse(DataType.FLOAT32);
  }

  /** How many numbers there are in all. */
  public long size() {
    return tensors.values().stream().mapToLong(NDArray::size).sum();
  }

  /** The tensors whose names start so, without that start, sharing memory with this bank. */
  public Map<String, NDArray> under(String prefix) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, array) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), array);
          }
        });
    return found;
  }

  /**
   * Adds copies of the arrays under a prefix, in place of what had those names. A network that was
   * made before does not see them.
   */
  public Weights put(String prefix, Map<String, NDArray> arrays) {
    arrays.forEach(
        (name, array) -> {
          replace(prefix + name, copy(manager, array));
        });
    return this;
  }

  /**
   * Moves another bank's tensors here under a prefix, without copying them, in place of what had
   * those names. The other bank is empty and closed then.
   */
  public Weights take(String prefix, Weights other) {
    other.tensors.forEach(
        (name, array) -> {
          array.attach(manager);
          replace(prefix + name, array);
        });
    shared.take(prefix, other.shared);
    other.tensors.clear();
    other.close();
    return this;
  }

  /** Drops the tensors that match. */
  public void removeIf(Predicate<String> names) {
    for (String name : List.copyOf(tensors.keySet())) {
      if (names.test(name)) {
        drop(name, tensors.remove(name));
      }
    }
  }

  /**
   * A tensor is not this bank's any more. A network that was made of it may still read it: PyTorch
   * keeps numbers of its own for that, but not a file's, whose mapping ends with the array.
   */
  private void drop(String name, NDArray array) {
    if (!shared.maps(name)) {
      array.close();
    }
    shared.release(name);
  }

  public NDArray replaceByCopy(String name) {
    NDArray copy = copy(manager, get(name));
    replace(name, copy);
    return copy;
  }

  private void replace(String name, NDArray array) {
    NDArray old = tensors.put(name, array);
    if (old != null) {
      drop(name, old);
    }
  }

  /**
   * Checks that the bank is exactly what a network needs.
   *
   * @throws CheckpointException naming every missing, unexpected and misshapen tensor
   */
  public Weights expect(String network, Map<String, Shape> shapes) {
    Fit.of(shapes(), shapes).require("The bank", network);
    return this;
  }

  /**
   * Writes a safetensors file; it appears whole or not at all.
   *
   * @param floats FLOAT32 or FLOAT16, the type of all floating-point tensors in the file
   */
  public void save(Path file, DataType floats) {
    save(file, tensors, floats);
  }

  /** Writes any named arrays as a safetensors file. */
  public static void save(Path file, Map<String, NDArray> arrays, DataType floats) {
    Map<String, Safetensors.Content> contents = new LinkedHashMap<>();
    arrays.forEach((name, array) -> contents.put(name, Safetensors.Content.of(array, floats)));
    write(file, contents);
  }

  /** Writes new tensors in float32, one at a time, so that they need not fit into memory. */
  public static void save(Path file, Map<String, Shape> shapes, Initialization initialization) {
    Map<String, Safetensors.Content> contents = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            contents.put(
                name,
                new Safetensors.Content(
                    StoredType.F32, shape, () -> bytes(initialization.values(name, shape)))));
    write(file, contents);
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static void write(Path file, Map<String, Safetensors.Content> contents) {
    try {
      Safetensors.write(file, contents, Map.of("format", "pt"));
    } catch (IOException e) {
      throw new UncheckedIOException("Weights cannot be written to " + file + ".", e);
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  private static NDArray copy(NDManager manager, NDArray array) {
    NDArray copy = array.duplicate();
    copy.attach(manager);
    return copy;
  }
}
