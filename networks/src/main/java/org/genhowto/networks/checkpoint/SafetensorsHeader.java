package org.genhowto.networks.checkpoint;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file. The format wants the tensors to fill the data without gap or
 * overlap, so a file that was cut off, or whose header lies, is told here.
 *
 * @param start where the data begins in the file
 * @param length bytes of data that the file has
 */
record SafetensorsHeader(Path file, long start, long length) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  Map<String, StoredTensor> parse(byte[] text) throws IOException {
    JsonNode entries;
    try {
      entries = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: its header is not JSON: %s.".formatted(file, e.getOriginalMessage()), e);
    }
    if (!entries.isObject()) {
      throw new IOException(file + ": its header is not a JSON object.");
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    TreeMap<Long, Long> places = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), places));
      }
    }
    requireFilled(places);
    return tensors;
  }

  private StoredTensor tensor(String name, JsonNode node, Map<Long, Long> places)
      throws IOException {
    String typeName = node.path("dtype").asText();
    StoredType type =
        StoredType.named(typeName)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: tensor %s has type %s, which is not read."
                            .formatted(file, name, typeName)));
    long[] shape = numbers(name, "shape", node.path("shape"));
    long[] offsets = numbers(name, "data_offsets", node.path("data_offsets"));
    if (offsets.length != 2 || offsets[1] < offsets[0] || offsets[1] > length) {
      throw new IOException(
          "%s: tensor %s would lie at %s of %d bytes of data; the file was cut off or changed."
              .formatted(file, name, node.path("data_offsets"), length));
    }
    requireSize(name, type, shape, offsets[1] - offsets[0]);
    if (offsets[1] > offsets[0] && places.put(offsets[0], offsets[1]) != null) {
      throw new IOException("%s: tensor %s lies where another one does.".formatted(file, name));
    }
    return StoredTensor.dense(file, type, new Shape(shape), start + offsets[0]);
  }

  private void requireSize(String name, StoredType type, long[] shape, long bytes)
      throws IOException {
    long needed;
    try {
      needed = Math.multiplyExact(StoredTensor.elements(shape), type.bytes());
    } catch (ArithmeticException e) {
      needed = Long.MAX_VALUE;
    }
    if (needed != bytes) {
      throw new IOException(
          "%s: tensor %s of type %s and shape %s does not take the %d bytes it is given."
              .formatted(file, name, type, new Shape(shape), bytes));
    }
  }

  private long[] numbers(String name, String key, JsonNode array) throws IOException {
    long[] numbers = new long[array.size()];
    boolean plain = array.isArray();
    for (int i = 0; i < numbers.length && plain; i++) {
      numbers[i] = array.get(i).asLong(-1);
      plain = array.get(i).canConvertToLong() && array.get(i).isIntegralNumber() && numbers[i] >= 0;
    }
    if (!plain) {
      throw new IOException(
          "%s: tensor %s has %s %s, expected whole numbers of at least 0."
              .formatted(file, name, key, array));
    }
    return numbers;
  }

  private void requireFilled(Map<Long, Long> places) throws IOException {
    long end = 0;
    for (Map.Entry<Long, Long> place : places.entrySet()) {
      if (place.getKey() != end) {
        throw new IOException(
            "%s: its tensors overlap or leave a gap at byte %d of the data."
                .formatted(file, Math.min(end, place.getKey())));
      }
      end = place.getValue();
    }
    if (end != length) {
      throw new IOException(
          "%s: its tensors take %d bytes, but the file has %d bytes of data; it was cut off or changed."
              .formatted(file, end, length));
    }
  }
}
