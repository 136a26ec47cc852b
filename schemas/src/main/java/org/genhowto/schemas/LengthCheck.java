package org.genhowto.schemas;

import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/**
 * Walks over a record before it is decoded. Avro gives a string or an array the memory its length
 * asks for, so that a record of ten bytes can ask for gigabytes; here every length has to fit into
 * the bytes that are there.
 */
final class LengthCheck {
  private static final int LONGEST_VARINT = 10;

  /** No record of ours is as deep; one of a schema that holds itself may be, by its bytes. */
  private static final int DEEPEST = 100;

  private final ByteBuffer bytes;

  /** Items that may still come: each takes a byte, but for those of types without content. */
  private long itemsLeft;

  private int depth;

  private LengthCheck(ByteBuffer bytes) {
    this.bytes = bytes;
    this.itemsLeft = bytes.remaining();
  }

  /**
   * @param bytes the Avro part of a value
   * @param writer the schema it was written with
   * @throws IllegalArgumentException a length or a number does not fit
   */
  static void check(ByteBuffer bytes, Schema writer) {
    new LengthCheck(bytes).walk(writer);
  }

  private void walk(Schema schema) {
    if (depth >= DEEPEST) {
      throw new IllegalArgumentException("a record more than %d deep".formatted(DEEPEST));
    }
    depth++;
    pass(schema);
    depth--;
  }

  private void pass(Schema schema) {
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> skip(1);
      case INT, LONG, ENUM -> number();
      case FLOAT -> skip(Float.BYTES);
      case DOUBLE -> skip(Double.BYTES);
      case FIXED -> skip(schema.getFixedSize());
      case STRING, BYTES -> skip(number());
      case RECORD -> schema.getFields().forEach(field -> walk(field.schema()));
      case UNION -> walk(branch(schema));
      case ARRAY -> items(() -> walk(schema.getElementType()));
      case MAP ->
          items(
              () -> {
                skip(number());
                walk(schema.getValueType());
              });
    }
  }

  private Schema branch(Schema union) {
    long index = number();
    if (index < 0 || index >= union.getTypes().size()) {
      throw new IllegalArgumentException(
          "a union of %d types has no type %d".formatted(union.getTypes().size(), index));
    }
    return union.getTypes().get((int) index);
  }

  private void items(Runnable item) {
    for (long count = number(); count != 0; count = number()) {
      if (count < 0) { // a block that also says how many bytes it has
        count = -count;
        number();
      }
      if (count < 0 || count > bytes.remaining() || count > itemsLeft) {
        throw new IllegalArgumentException(
            "%d items in %d bytes".formatted(count, bytes.remaining()));
      }
      itemsLeft -= count;
      for (long i = 0; i < count; i++) {
        item.run();
      }
    }
  }

  private void skip(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException(
          "a field of %d bytes where %d are left".formatted(length, bytes.remaining()));
    }
    bytes.position(bytes.position() + (int) length);
  }

  /** A zigzag variable-length number. */
  private long number() {
    long raw = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (!bytes.hasRemaining()) {
        throw new IllegalArgumentException("the bytes end inside a number");
      }
      byte next = bytes.get();
      raw |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IllegalArgumentException("a number of more than " + LONGEST_VARINT + " bytes");
  }
}
