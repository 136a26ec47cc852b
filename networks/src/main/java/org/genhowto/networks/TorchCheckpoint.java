package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's own checkpoint files (.pth, .pt, .bin): a zip with a pickle that describes the tensors
 * and one stored entry for each storage. Only names from a short list are accepted in the pickle.
 * The tensors are those of the dictionary, or of its {@code state_dict}; the {@code module.} that
 * distributed training puts in front of every name is taken off.
 */
final class TorchCheckpoint {
  private static final String PARALLEL = "module.";

  private TorchCheckpoint() {}

  static Map<String, NDArray> read(NDManager manager, Path file) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(file).get();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ZipArchiveEntry description = null;
      for (ZipArchiveEntry entry : java.util.Collections.list(zip.getEntries())) {
        if (entry.getName().endsWith("/data.pkl")) {
          description = entry;
        }
      }
      if (description == null) {
        throw new IOException("it is a zip file without data.pkl.");
      }
      String root = description.getName().replace("data.pkl", "");
      try (InputStream in = zip.getInputStream(description)) {
        Object content = Pickle.read(in, new Names(zip, root));
        return tensors(manager, channel, content);
      }
    } catch (IOException e) {
      throw new IOException(file + " is not a checkpoint that can be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, NDArray> tensors(
      NDManager manager, FileChannel channel, @Nullable Object content) throws IOException {
    if (!(content instanceof Map<?, ?> top)) {
      throw new IOException("it holds no dictionary of tensors.");
    }
    Map<?, ?> state = top.get("state_dict") instanceof Map<?, ?> inner ? inner : top;
    boolean parallel =
        state.keySet().stream().allMatch(name -> name.toString().startsWith(PARALLEL));
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : state.entrySet()) {
      if (entry.getValue() instanceof Tensor tensor) {
        String name = entry.getKey().toString();
        tensors.put(
            parallel ? name.substring(PARALLEL.length()) : name, tensor.map(manager, channel));
      }
    }
    if (tensors.isEmpty()) {
      throw new IOException("its dictionary holds no tensors.");
    }
    return tensors;
  }

  /** Where a storage lies in the file. */
  private record Storage(StoredType type, long position, long bytes) {}

  /** A view of a storage; offset and strides count elements. */
  private record Tensor(Storage storage, long offset, long[] shape, long[] strides) {

    NDArray map(NDManager manager, FileChannel channel) throws IOException {
      long last = offset;
      boolean dense = true;
      long expected = 1;
      for (int d = shape.length - 1; d >= 0; d--) {
        dense &= shape[d] == 1 || strides[d] == expected;
        expected *= shape[d];
        last += strides[d] * (shape[d] - 1);
      }
      StoredType type = storage.type();
      if (offset < 0 || (expected > 0 && (last + 1) * type.bytes() > storage.bytes())) {
        throw new IOException("a tensor reaches beyond its storage.");
      }
      long position = storage.position() + offset * type.bytes();
      Shape of = new Shape(shape);
      return dense || expected == 0
          ? type.map(manager, channel, position, of)
          : type.gather(manager, channel, position, of, strides);
    }
  }

  /** The names that may occur. */
  private record Names(ZipFile zip, String root) implements Pickle.Globals {

    @Override
    public Pickle.Call find(String module, String name) throws IOException {
      switch (module + "." + name) {
        case "collections.OrderedDict":
          return arguments -> new LinkedHashMap<Object, @Nullable Object>();
        case "argparse.Namespace":
          return arguments -> new Pickle.Attributes();
        case "torch._utils._rebuild_tensor_v2":
          return Names::tensor;
        case "torch._utils._rebuild_parameter":
          return arguments -> present(arguments.get(0));
        default:
          if (module.equals("torch") && StoredType.stored(name).isPresent()) {
            StoredType type = StoredType.stored(name).get();
            return new StorageType(type);
          }
          throw new IOException(
              "its pickle wants " + module + "." + name + ", which is not allowed.");
      }
    }

    @Override
    public Object persistent(List<@Nullable Object> id) throws IOException {
      // ("storage", class, key, device, number of elements)
      if (id.size() < 3 || !(id.get(1) instanceof StorageType storage)) {
        throw new IOException("its pickle refers to what is no storage.");
      }
      ZipArchiveEntry entry = zip.getEntry(root + "data/" + id.get(2));
      if (entry == null || entry.getMethod() != ZipEntry.STORED) {
        throw new IOException("its storage " + id.get(2) + " is missing or compressed.");
      }
      // Opening the entry makes its place known.
      zip.getRawInputStream(entry).close();
      return new Storage(storage.type(), entry.getDataOffset(), entry.getSize());
    }

    private static Object tensor(List<@Nullable Object> arguments) throws IOException {
      if (arguments.size() < 4 || !(arguments.get(0) instanceof Storage storage)) {
        throw new IOException("its pickle makes a tensor of what is no storage.");
      }
      return new Tensor(
          storage,
          (Long) present(arguments.get(1)),
          numbers(arguments.get(2)),
          numbers(arguments.get(3)));
    }

    private static long[] numbers(@Nullable Object tuple) throws IOException {
      List<Long> numbers = new ArrayList<>();
      for (Object number : (List<?>) present(tuple)) {
        numbers.add((Long) present(number));
      }
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static Object present(@Nullable Object value) throws IOException {
      if (value == null) {
        throw new IOException("its pickle has None where a value belongs.");
      }
      return value;
    }
  }

  /** A storage class; it only ever names a type. */
  private record StorageType(StoredType type) implements Pickle.Call {
    @Override
    public Object apply(List<@Nullable Object> arguments) throws IOException {
      throw new IOException("its pickle calls a storage class.");
    }
  }
}
