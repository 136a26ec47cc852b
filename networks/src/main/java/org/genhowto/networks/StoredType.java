package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The number formats of checkpoint files, and how they become arrays: mapped into memory as they
 * are, except that float16 and bfloat16 are widened to float32.
 */
enum StoredType {
  F64("DoubleStorage", DataType.FLOAT64, 8),
  F32("FloatStorage", DataType.FLOAT32, 4),
  F16("HalfStorage", DataType.FLOAT16, 2),
  BF16("BFloat16Storage", DataType.FLOAT32, 2),
  I64("LongStorage", DataType.INT64, 8),
  I32("IntStorage", DataType.INT32, 4),
  I8("CharStorage", DataType.INT8, 1),
  U8("ByteStorage", DataType.UINT8, 1),
  BOOL("BoolStorage", DataType.BOOLEAN, 1);

  private final String storage;
  private final DataType type;
  private final int bytes;

  StoredType(String storage, DataType type, int bytes) {
    this.storage = storage;
    this.type = type;
    this.bytes = bytes;
  }

  /** By its name in safetensors. */
  static Optional<StoredType> named(String name) {
    return Arrays.stream(values()).filter(value -> value.name().equals(name)).findFirst();
  }

  /** By the name of PyTorch's storage class. */
  static Optional<StoredType> stored(String storage) {
    return Arrays.stream(values()).filter(value -> value.storage.equals(storage)).findFirst();
  }

  /** The format in which arrays of a type are written. */
  static StoredType of(DataType type) {
    return Arrays.stream(values())
        .filter(value -> value.type == type && value != BF16)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No tensor file holds " + type + "."));
  }

  int bytes() {
    return bytes;
  }

  /** The array that lies contiguously at a position of a file. */
  NDArray map(NDManager manager, FileChannel channel, long position, Shape shape)
      throws IOException {
    if (shape.size() == 0) {
      return manager.create(shape, type);
    }
    ByteBuffer data = buffer(channel, position, shape.size() * bytes);
    return array(
        manager, position % bytes == 0 ? data : direct(data.remaining()).put(data).flip(), shape);
  }

  /** The array whose elements lie apart by strides, counted in elements. */
  NDArray gather(NDManager manager, FileChannel channel, long position, Shape shape, long[] strides)
      throws IOException {
    long last = 0;
    for (int d = 0; d < strides.length; d++) {
      last += strides[d] * (shape.get(d) - 1);
    }
    ByteBuffer data = buffer(channel, position, (last + 1) * bytes);
    ByteBuffer dense = direct(Math.toIntExact(shape.size() * bytes));
    long[] index = new long[strides.length];
    for (long i = 0; i < shape.size(); i++) {
      long at = 0;
      for (int d = 0; d < strides.length; d++) {
        at += index[d] * strides[d];
      }
      for (int b = 0; b < bytes; b++) {
        dense.put(data.get(Math.toIntExact(at * bytes + b)));
      }
      for (int d = strides.length - 1; d >= 0 && ++index[d] == shape.get(d); d--) {
        index[d] = 0;
      }
    }
    return array(manager, dense.flip(), shape);
  }

  private NDArray array(NDManager manager, ByteBuffer data, Shape shape) {
    if (this == BF16) {
      return manager.create(widened(data), shape, DataType.FLOAT32);
    }
    NDArray array = manager.create(data, shape, type);
    if (this != F16) {
      return array;
    }
    try (NDArray half = array) {
      return half.toType(DataType.FLOAT32, true);
    }
  }

  /** A bfloat16 is the upper half of a float32. */
  private static ByteBuffer widened(ByteBuffer brain) {
    ByteBuffer wide = direct(brain.remaining() * 2);
    while (brain.hasRemaining()) {
      wide.putInt(brain.getShort() << 16);
    }
    return wide.flip();
  }

  private static ByteBuffer buffer(FileChannel channel, long position, long length)
      throws IOException {
    return channel
        .map(FileChannel.MapMode.READ_ONLY, position, length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer direct(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
