package org.genhowto.launcher.video;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Split;

/**
 * A video as a list names it, not checked yet.
 *
 * @param fields texts by name; blank ones are left out
 */
record VideoRow(Map<String, String> fields) {
  static final String URI = "uri";
  static final String CATEGORY = "category";
  static final String VIDEO_ID = "videoId";
  private static final String SPLIT = "split";
  private static final String RELEVANCE = "relevance";
  static final String LICENCE = "licence";

  /** In the order in which rows without names have them. */
  static final List<String> NAMES = List.of(URI, CATEGORY, VIDEO_ID, SPLIT, RELEVANCE, LICENCE);

  private static final Map<String, String> SPELLINGS =
      Map.of(
          "url",
          URI,
          "address",
          URI,
          "path",
          URI,
          "file",
          URI,
          "id",
          VIDEO_ID,
          "video_id",
          VIDEO_ID,
          "license",
          LICENCE);

  VideoRow {
    fields = Map.copyOf(fields);
  }

  /** The name of a field as people write it; empty where it is none. */
  static Optional<String> field(String text) {
    String word = text.strip();
    return NAMES.stream()
        .filter(word::equalsIgnoreCase)
        .findFirst()
        .or(() -> Optional.ofNullable(SPELLINGS.get(word.toLowerCase(Locale.ROOT))));
  }

  /**
   * Values under names.
   *
   * @throws IllegalArgumentException there are more values than names
   */
  static VideoRow of(List<String> names, List<String> values) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isBlank()) {
        if (i >= names.size()) {
          throw new IllegalArgumentException(
              "has %d values, expected at most %d".formatted(values.size(), names.size()));
        }
        fields.put(names.get(i), values.get(i).strip());
      }
    }
    return new VideoRow(fields);
  }

  /**
   * An object of JSON.
   *
   * @throws IllegalArgumentException it is none, or has fields that no video has
   */
  static VideoRow ofJson(String line) {
    JsonNode node;
    try {
      node = Json.PLAIN.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON", e);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException("is no object of JSON");
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isNull()) {
        fields.put(known(field.getKey()), field.getValue().asText());
      }
    }
    return new VideoRow(fields);
  }

  private static String known(String name) {
    return field(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "has a field '%s', expected %s"
                        .formatted(PlainText.shown(name), String.join(", ", NAMES))));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Optional<Split> split() {
    return text(SPLIT)
        .map(
            word -> {
              try {
                return Split.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "split is '%s', expected train, held-out or test"
                        .formatted(PlainText.shown(word)),
                    e);
              }
            });
  }

  Optional<Double> relevance() {
    return text(RELEVANCE)
        .map(
            word -> {
              try {
                return Double.valueOf(word);
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                    "relevance is '%s', expected a number".formatted(PlainText.shown(word)), e);
              }
            });
  }
}
