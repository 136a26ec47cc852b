package org.genhowto.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request.
 *
 * @param newestProgress how far it has come, where a worker has said so
 * @param reason one sentence, where it ended otherwise than well
 * @param images what came of it, in the order of their numbers
 */
public record GoalState(
    String requestId,
    GoalStatus status,
    @Nullable GoalProgress newestProgress,
    @Nullable String reason,
    List<GoalImage> images) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public GoalState {
    images = List.copyOf(images);
  }

  public Optional<GoalProgress> progress() {
    return Optional.ofNullable(newestProgress);
  }

  public Optional<String> error() {
    return Optional.ofNullable(reason);
  }

  /** Reads it as the gateway writes it. */
  static GoalState of(String json) {
    JsonNode root = tree(json);
    JsonNode result = root.path("result");
    return new GoalState(
        root.path("requestId").asText(),
        GoalStatus.of(root.path("status").asText()),
        progress(root.path("progress")),
        result.hasNonNull("error") ? result.path("error").asText() : null,
        images(result.path("images")));
  }

  /** A JSON text as a tree; of none, the sentence says so. */
  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw GatewayException.unreached(
          "What answers is no gateway: its answer is not JSON, but begins with '%s'."
              .formatted(json.substring(0, Math.min(json.length(), 60)).replaceAll("\\s+", " ")),
          e);
    }
  }

  private static @Nullable GoalProgress progress(JsonNode node) {
    return node.isMissingNode()
        ? null
        : new GoalProgress(
            node.path("stage").asText(),
            node.path("stepsDone").asInt(),
            node.path("stepsTotal").asInt(),
            node.path("worker").asText(),
            node.path("attempt").asInt(1),
            node.has("preview") ? URI.create(node.at("/preview/url").asText()) : null);
  }

  private static List<GoalImage> images(JsonNode nodes) {
    List<GoalImage> images = new ArrayList<>();
    for (JsonNode node : nodes) {
      images.add(
          new GoalImage(
              URI.create(node.path("url").asText()),
              node.path("mediaType").asText(),
              node.path("seed").asLong(),
              node.hasNonNull("skip") ? node.path("skip").asInt() : null,
              decimal(node, "agreement"),
              decimal(node, "background")));
    }
    return images;
  }

  private static @Nullable Double decimal(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.path(field).asDouble() : null;
  }
}
