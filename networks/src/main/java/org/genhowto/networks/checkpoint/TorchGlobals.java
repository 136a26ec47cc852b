package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names that the pickle of a PyTorch checkpoint may use, and what they stand for here. A pickle
 * can name any function of Python and have it called; whatever is not in this list is refused.
 */
record TorchGlobals(Path file, TorchStorage.Finder storages) implements Pickle.Globals {

  @Override
  public Pickle.Call find(String module, String name) throws IOException {
    return switch (module + "." + name) {
      case "collections.OrderedDict" -> arguments -> new LinkedHashMap<Object, @Nullable Object>();
      case "argparse.Namespace" -> arguments -> new Pickle.Attributes();
      case "torch.Size" -> arguments -> present(arguments, 0);
      case "torch._utils._rebuild_tensor_v2" -> this::tensor;
      case "torch._utils._rebuild_parameter" -> arguments -> present(arguments, 0);
      // What a training has in its file beside tensors; none of it is looked at.
      case "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "numpy.dtype",
          "_codecs.encode" ->
          arguments -> new Pickle.Attributes();
      default -> storageType(module, name);
    };
  }

  private static Pickle.Call storageType(String module, String name) throws IOException {
    if (module.equals("torch")) {
      StoredType type = StoredType.stored(name).orElse(null);
      if (type != null) {
        return new StorageType(type);
      }
    }
    throw new IOException("its pickle wants " + module + "." + name + ", which is not allowed.");
  }

  /** ("storage", class, key, device, number of elements) */
  @Override
  public Object persistent(List<@Nullable Object> id) throws IOException {
    if (id.size() < 5
        || !(id.get(1) instanceof StorageType storage)
        || !(id.get(2) instanceof String key)) {
      throw new IOException("its pickle refers to what is no storage.");
    }
    return storages.find(key, storage.type(), number(id.get(4)));
  }

  /** (storage, offset, shape, strides, ...), counted in elements. */
  private Object tensor(List<@Nullable Object> arguments) throws IOException {
    if (arguments.size() < 4 || !(arguments.get(0) instanceof TorchStorage storage)) {
      throw new IOException("its pickle makes a tensor of what is no storage.");
    }
    long offset = number(arguments.get(1));
    List<Long> shape = numbers(arguments.get(2));
    List<Long> strides = numbers(arguments.get(3));
    long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
    if (strides.size() != dimensions.length || !storage.holds(offset, dimensions, strides)) {
      throw new IOException("a tensor of shape " + shape + " reaches beyond its storage.");
    }
    long position = storage.position() + offset * storage.type().bytes();
    return new StoredTensor(file, storage.type(), new Shape(dimensions), position, strides);
  }

  private static List<Long> numbers(@Nullable Object tuple) throws IOException {
    if (!(tuple instanceof List<?> items)) {
      throw new IOException("its pickle has another value where a shape belongs.");
    }
    List<Long> numbers = new ArrayList<>();
    for (Object item : items) {
      numbers.add(number(item));
    }
    return numbers;
  }

  private static long number(@Nullable Object value) throws IOException {
    if (value instanceof Long number && number >= 0) {
      return number;
    }
    throw new IOException("its pickle has " + value + " where a whole number belongs.");
  }

  private static Object present(List<@Nullable Object> arguments, int index) throws IOException {
    Object value = arguments.size() > index ? arguments.get(index) : null;
    if (value == null) {
      throw new IOException("its pickle has None where a value belongs.");
    }
    return value;
  }

  /** A storage class; it only ever names a type. */
  private record StorageType(StoredType type) implements Pickle.Call {
    @Override
    public Object apply(List<@Nullable Object> arguments) throws IOException {
      throw new IOException("its pickle calls a storage class.");
    }
  }
}
