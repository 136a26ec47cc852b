package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: a little-endian length, a JSON header that gives each tensor's type,
 * shape and place, then the numbers.
 */
final class Safetensors {
  private static final int ALIGNMENT = 64;
  private static final long HEADER_LIMIT = 100L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  /** Maps the tensors into memory, as {@link StoredType} says. */
  static Map<String, NDArray> read(NDManager manager, Path file) throws IOException {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer length = little(8);
      readFully(channel, length, 0, file);
      long header = length.getLong(0);
      if (header <= 1 || header > Math.min(HEADER_LIMIT, channel.size() - 8)) {
        throw new IOException(
            file + " is not a safetensors file: its header would be " + header + " bytes long.");
      }
      ByteBuffer text = little(Math.toIntExact(header));
      readFully(channel, text, 8, file);
      JsonNode entries = JSON.readTree(text.array());
      for (Map.Entry<String, JsonNode> entry : entries.properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          Entry tensor = Entry.parse(file, entry.getKey(), entry.getValue());
          tensors.put(entry.getKey(), tensor.map(manager, channel, 8 + header));
        }
      }
    }
    return tensors;
  }

  /** One line of the header. */
  private record Entry(Path file, String name, StoredType type, Shape shape, long begin, long end) {

    static Entry parse(Path file, String name, JsonNode node) throws IOException {
      JsonNode dimensions = node.path("shape");
      JsonNode offsets = node.path("data_offsets");
      if (!dimensions.isArray() || offsets.size() != 2) {
        throw new IOException(file + ": tensor " + name + " has no shape or no place.");
      }
      long[] shape = new long[dimensions.size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = dimensions.get(i).asLong();
      }
      String typeName = node.path("dtype").asText();
      StoredType type =
          StoredType.named(typeName)
              .orElseThrow(
                  () ->
                      new IOException(
                          "%s: tensor %s has type %s, which is not read."
                              .formatted(file, name, typeName)));
      long begin = offsets.get(0).asLong();
      long end = offsets.get(1).asLong();
      return new Entry(file, name, type, new Shape(shape), begin, end);
    }

    NDArray map(NDManager manager, FileChannel channel, long base) throws IOException {
      long bytes = shape.size() * type.bytes();
      if (bytes != end - begin || begin < 0 || base + end > channel.size()) {
        throw new IOException(
            "%s: tensor %s of type %s and shape %s takes %d bytes, but lies at %d to %d of %d."
                .formatted(file, name, type, shape, bytes, begin, end, channel.size() - base));
      }
      return type.map(manager, channel, base + begin, shape);
    }
  }

  /** Writes beside the file and renames, so that a reader never sees half a file. */
  static void write(
      Path file, Map<String, NDArray> tensors, DataType floats, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", JSON.valueToTree(metadata));
    }
    Map<String, ByteBuffer> contents = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      DataType type = tensor.getValue().getDataType();
      DataType stored = type.isFloating() ? floats : type;
      ByteBuffer content = content(tensor.getValue(), stored);
      contents.put(tensor.getKey(), content);
      ObjectNode entry = header.putObject(tensor.getKey());
      entry.put("dtype", StoredType.of(stored).name());
      ArrayNode shape = entry.putArray("shape");
      for (long dimension : tensor.getValue().getShape().getShape()) {
        shape.add(dimension);
      }
      entry.putArray("data_offsets").add(offset).add(offset + content.remaining());
      offset += content.remaining();
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, headerBytes(header));
      for (ByteBuffer content : contents.values()) {
        writeFully(channel, content);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ByteBuffer headerBytes(ObjectNode header) throws IOException {
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (8 + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - 8;
    ByteBuffer bytes = little(8 + padded).putLong(padded).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  private static ByteBuffer content(NDArray array, DataType stored) {
    if (array.getDataType() == stored) {
      return array.toByteBuffer();
    }
    try (NDArray converted = array.toType(stored, true)) {
      return converted.toByteBuffer();
    }
  }

  private static ByteBuffer little(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long position, Path file)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new IOException(file + " ends after " + channel.size() + " bytes, in its header.");
      }
      at += count;
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
