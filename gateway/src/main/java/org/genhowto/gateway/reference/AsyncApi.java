package org.genhowto.gateway.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/**
 * The topics as an AsyncAPI 3.0 document, made of the catalogue itself: name, partitions and
 * clean-up of each, its key, and the Avro schema of its values.
 */
final class AsyncApi {
  private static final String AVRO = "application/vnd.apache.avro+json;version=1.9.0";

  private AsyncApi() {}

  static JsonNode document() {
    ObjectNode document = Json.PLAIN.createObjectNode();
    document.put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "GenHowTo")
        .put("version", "1")
        .put(
            "description",
            "Topics of the journey. Keys are UTF-8 text; values are Avro in Confluent's wire"
                + " format: a zero byte, four bytes of the schema's id, the value. Read them"
                + " with isolation.level=read_committed.");
    document.put("defaultContentType", "application/vnd.apache.avro");
    ObjectNode channels = document.putObject("channels");
    Topics.all().forEach(topic -> describe(channels.putObject(topic.name()), topic));
    return document;
  }

  private static void describe(ObjectNode channel, Topic<?> topic) {
    JsonNode schema = schema(topic);
    channel.put("address", topic.name());
    Optional.ofNullable(topic.schema().getDoc()).ifPresent(doc -> channel.put("description", doc));
    ObjectNode message = channel.putObject("messages").putObject(topic.type().getSimpleName());
    message.put("name", topic.type().getSimpleName());
    ObjectNode payload = message.putObject("payload");
    payload.put("schemaFormat", AVRO);
    payload.set("schema", schema);
    ObjectNode kafka = message.putObject("bindings").putObject("kafka");
    kafka.putObject("key").put("type", "string").put("description", topic.key());
    kafka.put("schemaIdLocation", "payload").put("schemaIdPayloadEncoding", "confluent");
    ObjectNode binding = channel.putObject("bindings").putObject("kafka");
    binding.put("topic", topic.name()).put("partitions", topic.partitions());
    binding
        .putObject("topicConfiguration")
        .putArray("cleanup.policy")
        .add(topic.compacted() ? "compact" : "delete");
  }

  private static JsonNode schema(Topic<?> topic) {
    try {
      return Json.PLAIN.readTree(topic.schema().toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Avro's schemas are JSON", e);
    }
  }
}
