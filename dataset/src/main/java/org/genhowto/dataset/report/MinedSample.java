package org.genhowto.dataset.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.genhowto.dataset.caption.CaptionFlaw;
import org.genhowto.dataset.looks.FrameHash;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;
import org.jspecify.annotations.Nullable;

/**
 * What a training sample says of itself.
 *
 * @param shard file name of its shard
 * @param key its name there
 * @param moments the chosen seconds
 * @param confidence product of the three scores, in [0, 1]
 * @param geometricMean its cube root
 * @param agreement the lower of the cosines of its captions with their frames; null where no CLIP
 *     judged them
 * @param contents hash of the bytes of the three frames
 * @param looks perceptual hashes of the three frames, in order
 */
record MinedSample(
    String shard,
    String key,
    String videoId,
    String category,
    String split,
    FrameTriplet moments,
    double confidence,
    double geometricMean,
    String actionCaption,
    String finalCaption,
    @Nullable Double agreement,
    String contents,
    List<Long> looks) {
  /**
   * Reads a sample.
   *
   * @throws IllegalArgumentException naming shard, sample and what is missing or unreadable
   */
  static MinedSample of(String shard, ShardSample sample) {
    try {
      JsonNode lineage = Json.PLAIN.readTree(sample.bytes(ShardSample.LINEAGE));
      JsonNode seconds = required(lineage, "seconds");
      return new MinedSample(
          shard,
          sample.key(),
          required(lineage, "videoId").asText(),
          required(lineage, "category").asText(),
          required(lineage, "split").asText(),
          new FrameTriplet(
              required(seconds, "initial").asInt(),
              required(seconds, "action").asInt(),
              required(seconds, "final").asInt()),
          required(lineage, "confidence").asDouble(),
          required(lineage, "geometricMean").asDouble(),
          sample.text(ShardSample.ACTION_TEXT).strip(),
          sample.text(ShardSample.STATE_TEXT).strip(),
          lineage.path("captionAgreement").isNumber()
              ? lineage.path("captionAgreement").asDouble()
              : null,
          contents(sample),
          ShardSample.IMAGES.stream().map(frame -> FrameHash.of(sample.bytes(frame))).toList());
    } catch (IOException | IllegalArgumentException | Images.UnreadableImageException e) {
      throw new IllegalArgumentException(
          "sample %s of %s is no training sample: %s"
              .formatted(sample.key(), shard, e.getMessage()),
          e);
    }
  }

  Set<CaptionFlaw> captionFlaws() {
    return CaptionFlaw.of(category, actionCaption, finalCaption);
  }

  OptionalDouble captionAgreement() {
    return agreement == null ? OptionalDouble.empty() : OptionalDouble.of(agreement);
  }

  private static JsonNode required(JsonNode lineage, String name) {
    JsonNode value = lineage.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw new IllegalArgumentException("its lineage has no '" + name + "'");
    }
    return value;
  }

  private static String contents(ShardSample sample) {
    StringBuilder all = new StringBuilder();
    ShardSample.IMAGES.forEach(frame -> all.append(Sha256.of(sample.bytes(frame))));
    return all.toString();
  }
}
