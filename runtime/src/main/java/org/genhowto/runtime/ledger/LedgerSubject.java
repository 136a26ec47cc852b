package org.genhowto.runtime.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.record.Origin;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/**
 * Whom an input is about.
 *
 * @param item the part of it that the input is, such as a tripletId; empty where it is the whole
 * @param category empty where it is not known
 */
record LedgerSubject(LedgerKind kind, String id, String item, String category) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /** A triplet's id is its video's, with three seconds behind it. */
  private static final Pattern TRIPLET_ID = Pattern.compile("(.+)-\\d+-\\d+-\\d+");

  /**
   * The subject by the value, else by the key. An id that no video and no request may have cannot
   * be told from garbage: the entry is then about the record.
   */
  static LedgerSubject of(Origin place, byte @Nullable [] key, @Nullable SpecificRecord value) {
    return named(place.topic(), key, value)
        .filter(subject -> ID.matcher(subject.id).matches())
        .orElseGet(
            () ->
                new LedgerSubject(
                    LedgerKind.RECORD,
                    "%s-%d@%d".formatted(place.topic(), place.partition(), place.offset()),
                    "",
                    ""));
  }

  private static Optional<LedgerSubject> named(
      String topic, byte @Nullable [] key, @Nullable SpecificRecord value) {
    if (value instanceof VideoReference reference) {
      return Optional.of(video(reference.getVideoId(), "", reference.getCategory()));
    } else if (value instanceof SampledFrames frames) {
      return Optional.of(of(frames, ""));
    } else if (value instanceof ScoredFrames scored) {
      return Optional.of(of(scored.getSource(), ""));
    } else if (value instanceof Triplet triplet) {
      return Optional.of(of(triplet.getSource(), triplet.getTripletId()));
    } else if (value instanceof CaptionedTriplet captioned) {
      Triplet triplet = captioned.getTriplet();
      return Optional.of(of(triplet.getSource(), triplet.getTripletId()));
    } else if (value instanceof GenerationRequest request) {
      return Optional.of(request(request.getRequestId(), request.getEvaluation()));
    } else if (value instanceof GenerationProgress progress) {
      return Optional.of(request(progress.getRequestId(), Optional.empty()));
    } else if (value instanceof GenerationResult result) {
      return Optional.of(request(result.getRequestId(), result.getEvaluation()));
    }
    return key == null ? Optional.empty() : byKey(topic, new String(key, StandardCharsets.UTF_8));
  }

  private static Optional<LedgerSubject> byKey(String topic, String key) {
    String meaning =
        Topics.all().stream()
            .filter(known -> known.name().equals(topic))
            .map(Topic::key)
            .findFirst()
            .orElse("");
    return switch (meaning) {
      case "videoId" -> Optional.of(video(key, "", ""));
      case "requestId" -> Optional.of(request(key, Optional.empty()));
      case "tripletId" -> {
        Matcher triplet = TRIPLET_ID.matcher(key);
        yield triplet.matches() ? Optional.of(video(triplet.group(1), key, "")) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static LedgerSubject of(SampledFrames source, String item) {
    return video(source.getVideoId(), item, source.getCategory());
  }

  private static LedgerSubject video(String id, String item, String category) {
    return new LedgerSubject(LedgerKind.VIDEO, id, item, category);
  }

  private static LedgerSubject request(String id, Optional<EvaluationLabel> label) {
    return new LedgerSubject(
        LedgerKind.REQUEST, id, "", label.map(EvaluationLabel::getCategory).orElse(""));
  }
}
