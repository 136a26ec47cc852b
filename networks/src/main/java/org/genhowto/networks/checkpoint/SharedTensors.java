package org.genhowto.networks.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of files that are in memory, so that each is there once for a device, however many
 * networks were read from its file. It is freed with the last bank that has it.
 *
 * <p>A file is known by what the file system knows it by and by its age: one that was written anew
 * is another one.
 */
final class SharedTensors {
  /** Memory belongs to the process. */
  static final SharedTensors OF_PROCESS = new SharedTensors();

  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  private record FileIdentity(Object key, long size, FileTime modified) {
    static FileIdentity of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Object key = Objects.requireNonNullElse(attributes.fileKey(), file.toRealPath());
      return new FileIdentity(key, attributes.size(), attributes.lastModifiedTime());
    }
  }

  /** What makes tensors the same in memory. */
  private record Key(
      FileIdentity file,
      long position,
      StoredType type,
      Shape shape,
      List<Long> strides,
      Device device,
      DataType floats) {}

  /**
   * A tensor in memory.
   *
   * @param owner of the array
   * @param array whose numbers the users' arrays share; a mapped file's memory is not PyTorch's, so
   *     that each array has to hold the mapping
   */
  private record Entry(NDManager owner, NDArray array, @Nullable ByteBuffer mapping, int users) {

    Entry withUsers(int other) {
      return new Entry(owner, array, mapping, other);
    }

    NDArray share(NDManager target) {
      NDArray shared =
          mapping == null
              ? array.stopGradient()
              : target.create(
                  mapping.duplicate().order(ByteOrder.LITTLE_ENDIAN),
                  array.getShape(),
                  array.getDataType());
      shared.attach(target);
      return shared;
    }
  }

  /** The tensors one bank has, by its names; several threads do not use it at once. */
  final class Holder implements AutoCloseable {
    private final Map<String, Key> held = new HashMap<>();

    /** The tensor as an array of a manager, from memory or from its file. */
    NDArray read(String name, StoredTensor tensor, NDManager target, TensorReader reader)
        throws IOException {
      Key key =
          new Key(
              FileIdentity.of(tensor.file()),
              tensor.position(),
              tensor.type(),
              tensor.shape(),
              tensor.strides(),
              target.getDevice(),
              reader.floats());
      try {
        Entry entry = entries.compute(key, (k, now) -> another(now, tensor, target, reader));
        held.put(name, key);
        return entry.share(target);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    /** Whether a tensor's memory is its file, which is mapped as long as its array is open. */
    boolean maps(String name) {
      Key key = held.get(name);
      Entry entry = key == null ? null : entries.get(key);
      return entry != null && entry.mapping() != null;
    }

    /** The tensor of a name is not used any more. */
    void release(String name) {
      Key key = held.remove(name);
      if (key != null) {
        entries.computeIfPresent(key, (k, entry) -> oneLess(entry));
      }
    }

    /** Takes another bank's tensors over. */
    void take(String prefix, Holder other) {
      other.held.forEach(
          (name, key) -> {
            release(prefix + name);
            held.put(prefix + name, key);
          });
      other.held.clear();
    }

    @Override
    public void close() {
      List.copyOf(held.keySet()).forEach(this::release);
    }
  }

  Holder holder() {
    return new Holder();
  }

  private static Entry another(
      @Nullable Entry now, StoredTensor tensor, NDManager target, TensorReader reader) {
    if (now != null) {
      return now.withUsers(now.users() + 1);
    }
    NDManager owner = NDManager.newBaseManager(target.getDevice());
    try {
      ByteBuffer mapping = reader.inPlace(tensor, owner.getDevice());
      NDArray array =
          mapping == null
              ? reader.read(owner, tensor)
              : owner.create(mapping, tensor.shape(), tensor.type().type());
      return new Entry(owner, array, mapping, 1);
    } catch (IOException e) {
      owner.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  @SuppressWarnings("NullAway") // null takes the entry out
  private static @Nullable Entry oneLess(Entry entry) {
    if (entry.users() > 1) {
      return entry.withUsers(entry.users() - 1);
    }
    entry.owner().close();
    return null;
  }

  /** Bytes of all tensors that are in memory, each counted once. */
  long bytes() {
    return entries.values().stream()
        .map(Entry::array)
        .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
        .sum();
  }
}
