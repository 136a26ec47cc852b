package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a checkpoint holds, known from its headers alone: name, type, shape and place of every
 * tensor. No number is read before {@link #map}, so that a wrong file is refused at once, however
 * large it is. A checkpoint never changes: each method that changes names gives a new one.
 *
 * <p>Tensors of one file are in memory once for each device of a process, however many banks have
 * them, and are freed with the last of these.
 */
public final class Checkpoint {
  private final String origin;
  private final Map<String, StoredTensor> tensors;

  private Checkpoint(String origin, Map<String, StoredTensor> tensors) {
    this.origin = origin;
    this.tensors = tensors;
  }

  /**
   * Reads the headers of a checkpoint: one file (safetensors, or PyTorch's .pth, .pt and .bin), or
   * a folder in the layout of Hugging Face or diffusers, in one file or in shards with an index.
   *
   * @throws CheckpointException where there is none, or where it is damaged or not safe
   */
  public static Checkpoint open(Path fileOrFolder) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    try {
      for (Path file : CheckpointFiles.of(fileOrFolder)) {
        tensors.putAll(
            CheckpointFiles.isTorch(file) ? TorchCheckpoint.read(file) : Safetensors.read(file));
      }
    } catch (IOException e) {
      throw new CheckpointException(String.valueOf(e.getMessage()), e);
    }
    return new Checkpoint(fileOrFolder.toString(), tensors);
  }

  /** Names in the order of the files. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /** How many numbers there are in all. */
  public long size() {
    return tensors.values().stream().mapToLong(tensor -> tensor.shape().size()).sum();
  }

  /** How many bytes the numbers take in the files. */
  public long bytes() {
    return tensors.values().stream()
        .mapToLong(tensor -> tensor.shape().size() * tensor.type().bytes())
        .sum();
  }

  /** How many numbers there are of each format, such as float32. */
  public Map<String, Long> formats() {
    Map<String, Long> formats = new TreeMap<>();
    for (StoredTensor tensor : tensors.values()) {
      formats.merge(tensor.type().spelling(), tensor.shape().size(), Long::sum);
    }
    return formats;
  }

  /** Without the tensors that match: buffers that old checkpoints carry and no network reads. */
  public Checkpoint without(Predicate<String> names) {
    Map<String, StoredTensor> kept = new LinkedHashMap<>(tensors);
    kept.keySet().removeIf(names);
    return new Checkpoint(origin, kept);
  }

  /** The tensors whose names start so, without that start. */
  public Checkpoint under(String prefix) {
    return without(name -> !name.startsWith(prefix))
        .renamed(name -> name.substring(prefix.length()));
  }

  /** Under other names. */
  public Checkpoint renamed(UnaryOperator<String> names) {
    Map<String, StoredTensor> renamed = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (renamed.put(names.apply(name), tensor) != null) {
            throw new CheckpointException(
                "%s has two tensors for %s; one of them is %s."
                    .formatted(origin, names.apply(name), name));
          }
        });
    return new Checkpoint(origin, renamed);
  }

  /** With one tensor taken apart into equal parts along its first dimension. */
  public Checkpoint split(String name, List<String> parts) {
    Map<String, StoredTensor> split = new LinkedHashMap<>(tensors);
    StoredTensor whole = split.remove(name);
    if (whole == null) {
      throw new CheckpointException("%s has no tensor %s.".formatted(origin, name));
    }
    List<StoredTensor> pieces = whole.split(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      split.put(parts.get(i), pieces.get(i));
    }
    return new Checkpoint(origin, split);
  }

  /** With tensors (R, C, 1, 1) of the names that match, convolutions of one pixel, as (R, C). */
  public Checkpoint asMatrices(Predicate<String> names) {
    Map<String, StoredTensor> flat = new LinkedHashMap<>(tensors);
    flat.replaceAll((name, tensor) -> names.test(name) ? tensor.asMatrix() : tensor);
    return new Checkpoint(origin, flat);
  }

  /** With the tensors of another one, which go before those of the same names here. */
  public Checkpoint with(Checkpoint other) {
    Map<String, StoredTensor> all = new LinkedHashMap<>(tensors);
    all.putAll(other.tensors);
    return new Checkpoint(origin + " with " + other.origin, all);
  }

  /**
   * Checks that it is exactly what a network needs.
   *
   * @throws CheckpointException naming every missing, unexpected and misshapen tensor
   */
  public Checkpoint expect(String network, Map<String, Shape> shapes) {
    Fit.of(shapes(), shapes).require(origin, network);
    return this;
  }

  /**
   * Makes the tensors arrays of a manager. On the processor dense tensors in float32 and integers
   * are mapped, not copied, and float16 and bfloat16 are widened; on a graphics card all
   * floating-point numbers become float16.
   */
  public Weights map(NDManager parent) {
    return map(parent, parent.getDevice().isGpu() ? DataType.FLOAT16 : DataType.FLOAT32);
  }

  /** Makes the tensors arrays whose floating-point numbers are of one type. */
  public Weights map(NDManager parent, DataType floats) {
    return map(parent, floats, TensorReader.LONGEST_MAPPING);
  }

  /** Bytes of all tensors from files that this process has in memory, each counted once. */
  public static long bytesInMemory() {
    return SharedTensors.OF_PROCESS.bytes();
  }

  Weights map(NDManager parent, DataType floats, long longestMapping) {
    NDManager manager = parent.newSubManager();
    SharedTensors.Holder shared = SharedTensors.OF_PROCESS.holder();
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    try (TensorReader reader = new TensorReader(manager, floats, longestMapping)) {
      for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
        String name = tensor.getKey();
        arrays.put(name, shared.read(name, tensor.getValue(), manager, reader));
      }
    } catch (IOException e) {
      shared.close();
      manager.close();
      throw new UncheckedIOException(origin + " cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      shared.close();
      manager.close();
      throw e;
    }
    return Weights.of(manager, arrays, shared);
  }

  @Override
  public String toString() {
    return origin;
  }
}
