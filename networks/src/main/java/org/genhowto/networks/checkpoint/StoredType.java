package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Optional;

/**
 * The number formats of checkpoint files, and how they become arrays: as they are, except that
 * float16 and bfloat16 are widened to float32.
 */
enum StoredType {
  F64("DoubleStorage", DataType.FLOAT64, 8, 7),
  F32("FloatStorage", DataType.FLOAT32, 4, 6),
  F16("HalfStorage", DataType.FLOAT32, 2, 5),
  BF16("BFloat16Storage", DataType.FLOAT32, 2, 15),
  I64("LongStorage", DataType.INT64, 8, 4),
  I32("IntStorage", DataType.INT32, 4, 3),
  I8("CharStorage", DataType.INT8, 1, 1),
  U8("ByteStorage", DataType.UINT8, 1, 0),
  BOOL("BoolStorage", DataType.BOOLEAN, 1, 11);

  private final String storage;
  private final DataType type;
  private final int bytes;
  private final int torch;

  StoredType(String storage, DataType type, int bytes, int torch) {
    this.storage = storage;
    this.type = type;
    this.bytes = bytes;
    this.torch = torch;
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
    return switch (type) {
      case FLOAT64 -> F64;
      case FLOAT32 -> F32;
      case FLOAT16 -> F16;
      case INT64 -> I64;
      case INT32 -> I32;
      case INT8 -> I8;
      case UINT8 -> U8;
      case BOOLEAN -> BOOL;
      default -> throw new IllegalArgumentException("No tensor file holds " + type + ".");
    };
  }

  /** What it is called among people. */
  String spelling() {
    return switch (this) {
      case F64 -> "float64";
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      case I64 -> "int64";
      case I32 -> "int32";
      case I8 -> "int8";
      case U8 -> "uint8";
      case BOOL -> "bool";
    };
  }

  int bytes() {
    return bytes;
  }

  /** What it is in memory. */
  DataType type() {
    return type;
  }

  /** PyTorch's number for it (ScalarType). */
  int torch() {
    return torch;
  }

  /** Whether it is in memory what it is in the file. */
  boolean direct() {
    return type.getNumOfBytes() == bytes;
  }
}
