package org.genhowto.dataset.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Split;

/**
 * Reads COIN's {@code COIN.json} (Tang et al. 2019): {@code database} maps each video id to its
 * {@code class}, {@code duration} in seconds, {@code subset} and {@code annotation}, a list of
 * steps with {@code segment}: [start, end] in seconds. A second within a step shows an action.
 * States are not annotated, so no second is labelled as one.
 */
final class Coin {
  private static final double LONGEST = 86_400; // seconds

  private Coin() {}

  static Corpus read(Path file) {
    JsonNode database = tree(file).path("database");
    if (!database.isObject() || database.isEmpty()) {
      throw new IllegalArgumentException(
          file + " has no object 'database' with videos, expected COIN's JSON");
    }
    List<CorpusVideo> videos = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : database.properties()) {
      try {
        videos.add(video(entry.getKey(), entry.getValue()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s, video %s: %s".formatted(file, entry.getKey(), e.getMessage()), e);
      }
    }
    videos.sort(Comparator.comparing(CorpusVideo::category));
    return new Corpus(videos, Map.of());
  }

  private static JsonNode tree(Path file) {
    try {
      return Json.PLAIN.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }

  private static CorpusVideo video(String id, JsonNode video) {
    return new CorpusVideo(
        id,
        video.path("class").asText(),
        OptionalDouble.empty(),
        labels(video),
        Optional.of(split(video.path("subset").asText())));
  }

  /** The publishers' test set is called validation in their description, testing in their file. */
  private static Split split(String subset) {
    return switch (subset) {
      case "training" -> Split.TRAIN;
      case "testing", "validation" -> Split.TEST;
      default ->
          throw new IllegalArgumentException(
              "subset is '%s', expected training, testing or validation".formatted(subset));
    };
  }

  private static List<FrameLabel> labels(JsonNode video) {
    FrameLabel[] labels =
        new FrameLabel[(int) Math.ceil(seconds("duration", video.path("duration")))];
    Arrays.fill(labels, FrameLabel.BACKGROUND);
    for (JsonNode step : video.path("annotation")) {
      double start = seconds("start of a segment", step.path("segment").path(0));
      double end = seconds("end of a segment", step.path("segment").path(1));
      if (end < start) {
        throw new IllegalArgumentException(
            "segment from %s to %s, expected its end after its start".formatted(start, end));
      }
      for (int s = (int) Math.ceil(start); s < Math.min(end, labels.length); s++) {
        labels[s] = FrameLabel.ACTION;
      }
    }
    return List.of(labels);
  }

  private static double seconds(String what, JsonNode node) {
    double value = node.asDouble();
    if (!node.isNumber() || !(value >= 0 && value <= LONGEST)) {
      throw new IllegalArgumentException(
          "%s is '%s', expected seconds from 0 to %s".formatted(what, node.asText(), LONGEST));
    }
    return value;
  }
}
