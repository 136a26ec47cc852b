package org.genhowto.launcher.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a demo; written as summary.json.
 *
 * @param videos references submitted
 * @param tripletsDropped videos that gave no triplet, each for a counted reason
 * @param metrics newest value of each metric; null where it could not be measured
 * @param skipped counted skips, by worker and reason
 * @param stageSeconds time the handlers of each worker worked, in seconds
 */
@JsonPropertyOrder({
  "videos",
  "framesSampled",
  "triplets",
  "tripletsDropped",
  "captionedTriplets",
  "shards",
  "samplesInShards",
  "generationRequests",
  "imagesGenerated",
  "deadLetters",
  "metrics",
  "skipped",
  "stageSeconds",
  "elapsedSeconds"
})
public record DemoSummary(
    long videos,
    long framesSampled,
    long triplets,
    long tripletsDropped,
    long captionedTriplets,
    long shards,
    long samplesInShards,
    long generationRequests,
    long imagesGenerated,
    long deadLetters,
    Map<String, @Nullable Double> metrics,
    Map<String, Long> skipped,
    Map<String, Double> stageSeconds,
    double elapsedSeconds) {

  public DemoSummary {
    metrics = new TreeMap<>(metrics);
    skipped = new TreeMap<>(skipped);
    stageSeconds = new TreeMap<>(stageSeconds);
  }

  /** As a user reads it at the end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "videos", videos);
    line(text, "frames sampled", framesSampled);
    line(text, "triplets", triplets);
    line(text, "videos without one", tripletsDropped);
    line(text, "captioned triplets", captionedTriplets);
    line(text, "shards", shards);
    line(text, "samples in shards", samplesInShards);
    line(text, "requests", generationRequests);
    line(text, "images generated", imagesGenerated);
    line(text, "dead letters", deadLetters);
    metrics.forEach(
        (name, value) ->
            text.append(
                "  %-28s %s%n"
                    .formatted(name, value == null ? "not measured" : "%.3f".formatted(value))));
    text.append("  %-28s %.1f s%n".formatted("elapsed", elapsedSeconds));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append("  %-28s %d%n".formatted(name, value));
  }
}
