package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
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

  /** Reads the header: every tensor's type, shape and place. */
  static Map<String, StoredTensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer length = little(8);
      readFully(channel, length, 0, file);
      long header = length.getLong(0);
      if (header <= 1 || header > Math.min(HEADER_LIMIT, channel.size() - 8)) {
        throw new IOException(
            "%s is not a safetensors file: its header would be %d bytes long, the file has %d."
                .formatted(file, header, channel.size()));
      }
      ByteBuffer text = little(Math.toIntExact(header));
      readFully(channel, text, 8, file);
      return new SafetensorsHeader(file, 8 + header, channel.size() - 8 - header).parse(text);
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
