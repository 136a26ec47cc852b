package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
import java.util.Map;
import java.util.function.Supplier;

/**
 * The safetensors format: a little-endian length, a JSON header that gives each tensor's type,
 * shape and place, then the numbers.
 */
final class Safetensors {
  private static final int ALIGNMENT = 64;
  private static final long HEADER_LIMIT = 100L << 20;

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
      byte[] text = new byte[Math.toIntExact(header)];
      readFully(channel, ByteBuffer.wrap(text), 8, file);
      return new SafetensorsHeader(file, 8 + header, channel.size() - 8 - header).parse(text);
    }
  }

  /** A tensor to be written; its numbers are asked for when their turn has come. */
  record Content(StoredType type, Shape shape, Supplier<ByteBuffer> numbers) {

    /** An array, in another floating-point type where it is one. */
    static Content of(NDArray array, DataType floats) {
      DataType type = array.getDataType().isFloating() ? floats : array.getDataType();
      return new Content(StoredType.of(type), array.getShape(), () -> numbers(array, type));
    }

    private static ByteBuffer numbers(NDArray array, DataType type) {
      if (array.getDataType() == type) {
        return array.toByteBuffer();
      }
      try (NDArray converted = array.toType(type, true)) {
        return converted.toByteBuffer();
      }
    }

    long bytes() {
      return shape.size() * type.bytes();
    }
  }

  /** Writes beside the file and renames, so that a reader never sees half a file. */
  static void write(Path file, Map<String, Content> tensors, Map<String, String> metadata)
      throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, headerBytes(header(tensors, metadata)));
      for (Content content : tensors.values()) {
        writeFully(channel, content.numbers().get());
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ObjectNode header(Map<String, Content> tensors, Map<String, String> metadata) {
    ObjectNode header = Json.PLAIN.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", Json.PLAIN.valueToTree(metadata));
    }
    long offset = 0;
    for (Map.Entry<String, Content> tensor : tensors.entrySet()) {
      Content content = tensor.getValue();
      ObjectNode entry = header.putObject(tensor.getKey());
      entry.put("dtype", content.type().name());
      ArrayNode shape = entry.putArray("shape");
      for (long dimension : content.shape().getShape()) {
        shape.add(dimension);
      }
      long end = offset + content.bytes();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return header;
  }

  private static ByteBuffer headerBytes(ObjectNode header) throws IOException {
    byte[] json = Json.PLAIN.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (8 + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - 8;
    ByteBuffer bytes = little(8 + padded).putLong(padded).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
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
