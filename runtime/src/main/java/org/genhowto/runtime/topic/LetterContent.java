package org.genhowto.runtime.topic;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * All that stands in one letter, as people read it.
 *
 * @param decoded the value as its input topic's record, where it is one
 * @param undecodable why it is none
 */
public record LetterContent(
    DeadLetters.Found found, @Nullable JsonNode decoded, Optional<String> undecodable) {
  private static final int HEAD = 64;

  /** Decodes the value, where that can be done. */
  public static LetterContent of(DeadLetters.Found found, AvroSerdes serdes) {
    String origin = found.entry().letter().origin().topic();
    Optional<Topic<?>> topic =
        Topics.all().stream().filter(one -> one.name().equals(origin)).findFirst();
    if (topic.isEmpty()) {
      return new LetterContent(
          found, null, Optional.of("%s is no topic of the catalogue".formatted(origin)));
    }
    try {
      SpecificRecord value = serdes.codec(topic.get()).decode(found.written().value());
      return new LetterContent(
          found, shown(Json.PLAIN.readTree(value.toString())), Optional.empty());
    } catch (UndecodableException | RegistryUnavailableException | JacksonException e) {
      return new LetterContent(found, null, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * The letter itself keeps all that a replay needs; what lets people in elsewhere is not shown.
   */
  private static JsonNode shown(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(shown(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, shown(array.get(i)));
      }
    }
    return node.isTextual() ? TextNode.valueOf(Redaction.text(node.textValue())) : node;
  }

  /** Name and text of every header, in their order. */
  public List<Map.Entry<String, String>> headers() {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Header header : found.written().headers()) {
      headers.add(Map.entry(header.key(), Redaction.text(text(header.value()))));
    }
    return headers;
  }

  /** As the entry shows it, and more; the names of the fields stay as they are. */
  public Map<String, Object> fields() {
    ConsumerRecord<byte[], byte[]> written = found.written();
    Map<String, Object> fields = found.entry().fields();
    fields.put("history", found.history().stream().map(LetterContent::failure).toList());
    fields.put(
        "headers",
        headers().stream()
            .map(header -> Map.of("name", header.getKey(), "value", header.getValue()))
            .toList());
    fields.put("valueBytes", written.value() == null ? null : written.value().length);
    fields.put("value", decoded);
    fields.put("undecodable", undecodable.orElse(null));
    fields.put("valueHead", decoded == null ? head() : null);
    return fields;
  }

  /** The first bytes of the value in hexadecimal digits. */
  public String head() {
    byte[] value = found.written().value();
    return value == null
        ? ""
        : HexFormat.of().formatHex(Arrays.copyOf(value, Math.min(HEAD, value.length)));
  }

  private static Map<String, Object> failure(DeadLetter letter) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("position", letter.position().toString());
    fields.put("time", letter.time().toString());
    fields.put("replayed", letter.replayed().map(Object::toString).orElse(null));
    fields.put("attempts", letter.reason().attempts());
    fields.put("exception", letter.reason().exception());
    fields.put("message", letter.reason().message());
    return fields;
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
