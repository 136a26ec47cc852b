package org.genhowto.networks.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.genhowto.networks.torch.Attribute;
import org.genhowto.networks.torch.Script;
import org.jspecify.annotations.Nullable;

/**
 * Makes stored tensors arrays. Dense numbers in a format that PyTorch computes with are mapped: the
 * file is the memory. The others are copied by PyTorch, outside Java's heap.
 */
final class TensorReader implements AutoCloseable {
  /** What one mapping of a file can span. */
  static final long LONGEST_MAPPING = Integer.MAX_VALUE;

  /** Small, so that what is freed leaves no holes between the tensors. */
  private static final int PIECE = 256 << 10;

  private static final Script SCRIPT = Script.of(TensorReader.class, "stored_tensor.ts.py");

  private final NDManager manager;
  private @Nullable PtSymbolBlock script; // compiled for the first tensor that is not mapped
  private final DataType floats;
  private final long longestMapping;
  private ByteBuffer piece = ByteBuffer.allocateDirect(0);

  /**
   * @param floats what floating-point numbers become
   */
  TensorReader(NDManager parent, DataType floats, long longestMapping) {
    this.manager = parent.newSubManager(Device.cpu());
    this.floats = floats;
    this.longestMapping = longestMapping;
  }

  DataType floats() {
    return floats;
  }

  /** The file's own bytes, where they can be the memory of the array. */
  @Nullable ByteBuffer inPlace(StoredTensor tensor, Device device) throws IOException {
    boolean right = !tensor.type().type().isFloating() || tensor.type().type() == floats;
    long bytes = tensor.span() * tensor.type().bytes();
    if (device.isGpu() || !right || !tensor.mappable() || bytes == 0 || bytes > longestMapping) {
      return null;
    }
    return mapped(tensor, bytes);
  }

  /** The array, which belongs to the target and lies on its device. */
  NDArray read(NDManager target, StoredTensor tensor) throws IOException {
    NDArray array = onProcessor(tensor);
    boolean right = !array.getDataType().isFloating() || array.getDataType() == floats;
    if (right && !target.getDevice().isGpu()) {
      array.attach(target);
      return array;
    }
    try (array;
        NDArray converted = right ? array : array.toType(floats, false)) {
      NDArray moved = converted.toDevice(target.getDevice(), true);
      moved.attach(target);
      return moved;
    }
  }

  private NDArray onProcessor(StoredTensor tensor) throws IOException {
    if (tensor.shape().size() == 0) {
      return manager.create(tensor.shape(), tensor.type().type());
    }
    long bytes = tensor.span() * tensor.type().bytes();
    if (bytes > longestMapping) {
      return halves(tensor);
    }
    if (tensor.mappable()) {
      return manager.create(mapped(tensor, bytes), tensor.shape(), tensor.type().type());
    }
    return tensor.isDense() && !tensor.type().direct()
        ? widened(tensor, bytes)
        : gathered(mapped(tensor, bytes), tensor);
  }

  /**
   * Halves as float32, a piece of the file after the other: a mapping would stay, and its pages
   * count as the process's, until Java collects its garbage.
   */
  private NDArray widened(StoredTensor tensor, long bytes) throws IOException {
    NDArray target = manager.create(tensor.shape(), DataType.FLOAT32);
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      for (long start = 0; start < bytes; start += PIECE) {
        int length = (int) Math.min(PIECE, bytes - start);
        ByteBuffer data = piece(length);
        while (data.hasRemaining()) {
          if (channel.read(data, tensor.position() + start + data.position()) < 0) {
            throw new EOFException(tensor.file() + " is shorter than it was.");
          }
        }
        widen(target, start / tensor.type().bytes(), data.flip(), tensor.type());
      }
    }
    return target;
  }

  private ByteBuffer piece(int length) {
    if (piece.capacity() < length) {
      piece = ByteBuffer.allocateDirect(length);
    }
    return piece.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(length);
  }

  private void widen(NDArray target, long start, ByteBuffer data, StoredType type) {
    try (NDArray bytes = manager.create(data, new Shape(data.remaining()), DataType.UINT8);
        IValue all = IValue.from((PtNDArray) target);
        IValue first = IValue.from(start);
        IValue input = IValue.from((PtNDArray) bytes);
        IValue kind = IValue.from(type.torch())) {
      IValueUtils.runMethod(script(), "widen", all, first, input, kind).close();
    }
  }

  private static ByteBuffer mapped(StoredTensor tensor, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, tensor.position(), bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** A tensor too long for one mapping is read in parts and copied together. */
  private NDArray halves(StoredTensor tensor) throws IOException {
    try (NDList parts = new NDList(2)) {
      for (StoredTensor half : tensor.halves()) {
        parts.add(onProcessor(half));
      }
      return NDArrays.concat(parts, 0);
    }
  }

  private NDArray gathered(ByteBuffer data, StoredTensor tensor) {
    try (NDArray bytes = manager.create(data, new Shape(data.remaining()), DataType.UINT8);
        IValue input = IValue.from((PtNDArray) bytes);
        IValue kind = IValue.from(tensor.type().torch());
        IValue size = IValue.listFrom(tensor.shape().getShape());
        IValue stride =
            IValue.listFrom(tensor.strides().stream().mapToLong(Long::longValue).toArray());
        IValue dense = IValueUtils.runMethod(script(), "gather", input, kind, size, stride)) {
      return dense.toTensor((PtNDManager) manager);
    }
  }

  private PtSymbolBlock script() {
    if (script == null) {
      script = SCRIPT.compile(manager, Map.of("w", Attribute.Bank.DICTIONARY));
    }
    return script;
  }

  @Override
  public void close() {
    if (script != null) {
      script.close();
    }
    manager.close();
  }
}
