package org.genhowto.gateway.openpi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * MessagePack with arrays of numpy, as openpi's {@code msgpack_numpy.py} has it: an array is a map
 * with the binary keys {@code __ndarray__}, {@code data}, {@code dtype} and {@code shape}, a number
 * of numpy one with {@code __npgeneric__}. Lengths that a message claims are checked against what
 * it has, before anything of that length is made.
 */
final class NumpyPacking {
  private static final int DEEPEST = 16;
  private static final String NO_PACK =
      "the message is no MessagePack, expected a map as openpi's client packs it";
  private static final String ARRAY = "__ndarray__";
  private static final String NUMBER = "__npgeneric__";
  private static final String DATA = "data";
  private static final String DTYPE = "dtype";
  private static final String SHAPE = "shape";

  private NumpyPacking() {}

  /**
   * The map that a message holds: texts, numbers, booleans, null, bytes, lists, maps and {@link
   * NumpyArray}s.
   *
   * @throws ObservationException it holds something else
   */
  static Map<?, ?> unpack(ByteBuffer message) throws ObservationException {
    int size = message.remaining();
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message)) {
      Object value = value(unpacker, size, 0);
      if (value instanceof Map<?, ?> map && !unpacker.hasNext()) {
        return map;
      }
    } catch (MessageInsufficientBufferException e) {
      throw new ObservationException("the message ends too early, expected all of it");
    } catch (IOException | MessagePackException | ArithmeticException e) {
      throw new ObservationException(NO_PACK);
    }
    throw new ObservationException("the message holds something else, expected one map");
  }

  private static @Nullable Object value(MessageUnpacker unpacker, int size, int depth)
      throws IOException, ObservationException {
    if (depth > DEEPEST) {
      throw new ObservationException(
          "the message is deeper than %d levels, expected fewer".formatted(DEEPEST));
    }
    return switch (unpacker.getNextFormat().getValueType()) {
      case NIL -> {
        unpacker.unpackNil();
        yield null;
      }
      case BOOLEAN -> unpacker.unpackBoolean();
      case INTEGER -> unpacker.unpackBigInteger().longValueExact();
      case FLOAT -> unpacker.unpackDouble();
      case STRING ->
          new String(unpacker.readPayload(within(unpacker.unpackRawStringHeader(), size)), UTF_8);
      case BINARY -> unpacker.readPayload(within(unpacker.unpackBinaryHeader(), size));
      case ARRAY -> list(unpacker, size, depth);
      case MAP -> map(unpacker, size, depth);
      case EXTENSION ->
          throw new ObservationException(
              "the message has an extension type, expected none: dates are no observations");
    };
  }

  private static int within(int length, int size) throws ObservationException {
    if (length > size) {
      throw new ObservationException("the message ends too early, expected all of it");
    }
    return length;
  }

  private static List<@Nullable Object> list(MessageUnpacker unpacker, int size, int depth)
      throws IOException, ObservationException {
    int length = within(unpacker.unpackArrayHeader(), size);
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(value(unpacker, size, depth + 1));
    }
    return list;
  }

  private static Object map(MessageUnpacker unpacker, int size, int depth)
      throws IOException, ObservationException {
    int length = within(unpacker.unpackMapHeader(), size);
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      Object key = value(unpacker, size, depth + 1);
      // Binary keys are those of numpy; as texts they are compared by what they say.
      map.put(
          key instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(key),
          value(unpacker, size, depth + 1));
    }
    if (map.containsKey(ARRAY)) {
      return array(map);
    }
    Object number = map.get(DATA);
    return map.containsKey(NUMBER) && number != null ? number : map;
  }

  private static NumpyArray array(Map<Object, @Nullable Object> map) throws ObservationException {
    List<Integer> shape = new ArrayList<>();
    if (map.get(SHAPE) instanceof List<?> axes) {
      for (Object axis : axes) {
        shape.add(
            axis instanceof Long length && length.intValue() == length ? length.intValue() : -1);
      }
    }
    if (map.get(DATA) instanceof byte[] data && map.get(DTYPE) instanceof String dtype) {
      return new NumpyArray(dtype, shape, data);
    }
    throw new ObservationException("an array has no data or no dtype, expected both");
  }

  /** A map as a message; its values are those of {@link #unpack}. */
  static ByteBuffer pack(Map<String, ?> map) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packMap(map, packer);
      return ByteBuffer.wrap(packer.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException("memory can always be written", e);
    }
  }

  private static void packMap(Map<?, ?> map, MessageBufferPacker packer) throws IOException {
    packer.packMapHeader(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      packer.packString(String.valueOf(entry.getKey()));
      pack(entry.getValue(), packer);
    }
  }

  private static void pack(@Nullable Object value, MessageBufferPacker packer) throws IOException {
    if (value == null) {
      packer.packNil();
    } else if (value instanceof Boolean flag) {
      packer.packBoolean(flag);
    } else if (value instanceof Double number) {
      packer.packDouble(number);
    } else if (value instanceof Number number) {
      packer.packLong(number.longValue());
    } else if (value instanceof Map<?, ?> map) {
      packMap(map, packer);
    } else if (value instanceof List<?> list) {
      packer.packArrayHeader(list.size());
      for (Object each : list) {
        pack(each, packer);
      }
    } else if (value instanceof NumpyArray array) {
      packArray(array, packer);
    } else {
      packer.packString(String.valueOf(value));
    }
  }

  private static void packArray(NumpyArray array, MessageBufferPacker packer) throws IOException {
    packer.packMapHeader(4);
    packBinary(ARRAY.getBytes(UTF_8), packer);
    packer.packBoolean(true);
    packBinary(DATA.getBytes(UTF_8), packer);
    packBinary(array.data(), packer);
    packBinary(DTYPE.getBytes(UTF_8), packer);
    packer.packString(array.dtype());
    packBinary(SHAPE.getBytes(UTF_8), packer);
    pack(array.shape(), packer);
  }

  private static void packBinary(byte[] bytes, MessageBufferPacker packer) throws IOException {
    packer.packBinaryHeader(bytes.length);
    packer.writePayload(bytes);
  }
}
