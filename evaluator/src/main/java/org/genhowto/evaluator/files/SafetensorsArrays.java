package org.genhowto.evaluator.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.genhowto.evaluator.files.StoredArray.Layout;
import org.genhowto.runtime.json.Json;

/**
 * The arrays of a safetensors file, in doubles where they are: checkpoints are read as floats,
 * which a covariance would not bear.
 */
final class SafetensorsArrays {
  private SafetensorsArrays() {}

  /**
   * Reads the arrays of some names, and a single one whatever its name.
   *
   * @throws IllegalArgumentException saying what is no safetensors file, or no number in it
   */
  static Map<String, StoredArray> read(
      String file, byte[] bytes, Collection<String> names, String expected) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < 8 ? -1 : buffer.getLong(0);
    if (length < 2 || length > bytes.length - 8) {
      throw new IllegalArgumentException(
          "%s is no safetensors file: its header would have %d bytes, of %d in all"
              .formatted(file, length, bytes.length));
    }
    int start = 8 + (int) length;
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    header(file, bytes, (int) length)
        .properties()
        .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    entries.remove("__metadata__");
    ByteBuffer data = buffer.slice(start, bytes.length - start).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, StoredArray> arrays = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          if (names.contains(name) || entries.size() == 1) {
            arrays.put(name, array(file + ", tensor " + name, entry, data));
          }
        });
    if (arrays.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds %s, expected %s".formatted(file, entries.keySet(), expected));
    }
    return arrays;
  }

  private static JsonNode header(String file, byte[] bytes, int length) {
    try {
      return Json.PLAIN.readTree(new String(bytes, 8, length, UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is no safetensors file: no JSON header", e);
    }
  }

  private static StoredArray array(String name, JsonNode entry, ByteBuffer data) {
    String type = entry.path("dtype").asText();
    CellForm form =
        CellForm.ofSafetensors(type)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s is of type %s, expected F16, BF16, F32, F64 or whole numbers"
                            .formatted(name, type)));
    long from = entry.path("data_offsets").path(0).asLong(-1);
    long to = entry.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to < from || to > data.remaining()) {
      throw new IllegalArgumentException(
          "%s lies from %d to %d, but there are %d bytes".formatted(name, from, to, data.limit()));
    }
    JsonNode shape = entry.path("shape");
    return new StoredArray(
        name,
        IntStream.range(0, shape.size()).map(i -> shape.get(i).asInt()).toArray(),
        Layout.C,
        form,
        data.slice((int) from, (int) (to - from)).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** A file of arrays of floats or doubles; the bytes of each are its numbers, little-endian. */
  static byte[] write(Map<String, StoredArray> arrays) {
    Map<String, Object> header = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, StoredArray> entry : arrays.entrySet()) {
      StoredArray array = entry.getValue();
      int end = Math.addExact(at, array.data().remaining());
      header.put(
          entry.getKey(),
          Map.of(
              "dtype",
              array.form().equals(CellForm.FLOAT32) ? "F32" : "F64",
              "shape",
              array.shape(),
              "data_offsets",
              new int[] {at, end}));
      at = end;
    }
    byte[] text = Json.PLAIN.valueToTree(header).toString().getBytes(UTF_8);
    int padding = (8 - text.length % 8) % 8; // numbers begin at a multiple of 8
    ByteBuffer out =
        ByteBuffer.allocate(8 + text.length + padding + at).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length + padding).put(text).put(" ".repeat(padding).getBytes(UTF_8));
    arrays.values().forEach(array -> out.put(array.data().duplicate()));
    return out.array();
  }
}
