package org.genhowto.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.dataset.caption.CaptionFlaw;
import org.genhowto.dataset.looks.FrameHash;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Triplet;

/** A captioned triplet as the sample of a shard: three frames, two captions, and their lineage. */
final class TripletSample {

  private final BlobStore blobs;

  TripletSample(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * The sample, with the frames as they are in the frame tar.
   *
   * @throws IllegalArgumentException where the triplet's frames are not in the store, it names
   *     frames its video does not have, or an id that no sample key can be made of
   * @throws IOException where its frames cannot be read now
   */
  ShardSample of(CaptionedTriplet captioned) throws IOException {
    Triplet triplet = captioned.getTriplet();
    SampledFrames source = triplet.getSource();
    if (!blobs.contains(source.getFrames())) {
      throw new IllegalArgumentException(
          "frames %s of triplet %s are not in the blob store"
              .formatted(source.getFrames().getUri(), triplet.getTripletId()));
    }
    Map<String, byte[]> fields = new LinkedHashMap<>();
    fields.put(
        ShardSample.INITIAL_IMAGE, FrameTar.frame(blobs, source, triplet.getInitialSecond()));
    fields.put(ShardSample.ACTION_IMAGE, FrameTar.frame(blobs, source, triplet.getActionSecond()));
    fields.put(ShardSample.STATE_IMAGE, FrameTar.frame(blobs, source, triplet.getFinalSecond()));
    fields.put(ShardSample.ACTION_TEXT, utf8(captioned.getActionCaption()));
    fields.put(ShardSample.STATE_TEXT, utf8(captioned.getFinalCaption()));
    fields.put(ShardSample.LINEAGE, lineage(captioned, List.copyOf(fields.values()).subList(0, 3)));
    return new ShardSample(key(triplet.getTripletId()), fields);
  }

  /** Key of a triplet's sample, where its id is one that a triplet may have. */
  static String key(String tripletId) {
    if (!tripletId.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "triplet id is '%s', expected letters, digits, '.', '_' and '-'".formatted(tripletId));
    }
    return ShardSample.key(tripletId);
  }

  static String spelling(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param frames the three of them, encoded
   */
  private static byte[] lineage(CaptionedTriplet captioned, List<byte[]> frames) {
    Triplet triplet = captioned.getTriplet();
    SampledFrames source = triplet.getSource();
    Map<String, Object> lineage = new LinkedHashMap<>();
    lineage.put("tripletId", triplet.getTripletId());
    lineage.put("videoId", source.getVideoId());
    lineage.put("category", source.getCategory());
    lineage.put("split", spelling(triplet.getSplit()));
    lineage.put("uri", Redaction.uri(source.getUri()));
    lineage.put("licence", source.getLicence().orElse(""));
    lineage.put("videoSha256", source.getVideoSha256());
    lineage.put("framesSha256", source.getFrames().getSha256());
    lineage.put(
        "seconds",
        moments(triplet.getInitialSecond(), triplet.getActionSecond(), triplet.getFinalSecond()));
    lineage.put("confidence", triplet.getConfidence());
    lineage.put("geometricMean", triplet.getGeometricMean());
    lineage.put("margin", triplet.getMargin());
    lineage.put("votes", triplet.getVotes());
    lineage.put("runs", triplet.getRuns());
    lineage.put("localizerVersion", triplet.getModelVersion());
    lineage.put("actionCaption", captioned.getActionCaption());
    lineage.put("finalCaption", captioned.getFinalCaption());
    lineage.put("actionCaptionScore", captioned.getActionCaptionScore());
    lineage.put("finalCaptionScore", captioned.getFinalCaptionScore());
    lineage.put("captionerVersion", captioned.getCaptionerVersion());
    judgement(captioned, lineage);
    lineage.put("contentSha256", contents(frames));
    lineage.put("looks", looks(frames));
    try {
      return Json.PLAIN.writeValueAsBytes(lineage);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers always become JSON", e);
    }
  }

  /**
   * What is known of how good the captions are. Hugging Face's reader takes the type of a field
   * from the first samples, so that none is null and no list is empty.
   */
  private static void judgement(CaptionedTriplet captioned, Map<String, Object> lineage) {
    Optional<Double> action = captioned.getActionAgreement();
    Optional<Double> last = captioned.getFinalAgreement();
    action.ifPresent(one -> lineage.put("actionAgreement", one));
    last.ifPresent(one -> lineage.put("finalAgreement", one));
    action.ifPresent(
        one -> last.ifPresent(two -> lineage.put("captionAgreement", Math.min(one, two))));
    captioned.getCaptionContrast().ifPresent(one -> lineage.put("captionContrast", one));
    lineage.put("verifierVersion", captioned.getVerifierVersion());
    Set<CaptionFlaw> flaws =
        CaptionFlaw.of(
            captioned.getTriplet().getSource().getCategory(),
            captioned.getActionCaption(),
            captioned.getFinalCaption());
    lineage.put(
        "captionFlaws",
        flaws.isEmpty()
            ? List.of(CaptionFlaw.NONE)
            : flaws.stream().map(CaptionFlaw::spelling).toList());
  }

  /** One hash of the three frames as they are encoded. */
  private static String contents(List<byte[]> frames) {
    return Sha256.of(frames.stream().map(Sha256::of).collect(Collectors.joining("\n")));
  }

  /** Perceptual hashes of the three frames; none where one is no image. */
  private static List<String> looks(List<byte[]> frames) {
    try {
      return frames.stream().map(FrameHash::of).map(HexFormat.of()::toHexDigits).toList();
    } catch (Images.UnreadableImageException e) {
      return List.of();
    }
  }

  private static Map<String, Object> moments(int initial, int action, int last) {
    Map<String, Object> seconds = new LinkedHashMap<>();
    seconds.put("initial", initial);
    seconds.put("action", action);
    seconds.put("final", last);
    return seconds;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
