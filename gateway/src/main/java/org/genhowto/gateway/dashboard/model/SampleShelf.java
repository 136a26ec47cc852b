package org.genhowto.gateway.dashboard.model;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Role;
import org.jspecify.annotations.Nullable;

/** The newest generated images that were measured, and the worst of them. */
final class SampleShelf {
  private static final int KEPT = 2000;
  private static final int WORST = 8;
  private static final int SHOWN = 160;

  private final Newest<Sample> samples = new Newest<>(KEPT);

  /** What is kept of a sample: not its features. */
  record Sample(
      String id,
      String requestId,
      String set,
      String release,
      @Nullable Double agreement,
      @Nullable Double background,
      Map<String, Object> view) {
    Sample {
      view = new LinkedHashMap<>(view);
    }
  }

  /**
   * @param time of the record, in milliseconds since 1970
   */
  void add(EvaluationSample sample, long time) {
    if (sample.getRetracted()) {
      samples.remove(sample.getSampleId());
    } else if (sample.getRole() == Role.GENERATED && !sample.getRequestId().isEmpty()) {
      samples.renew(
          sample.getSampleId(),
          new Sample(
              sample.getSampleId(),
              sample.getRequestId(),
              sample.getSet(),
              sample.getModelVersion(),
              sample.getAgreement().orElse(null),
              sample.getBackground().orElse(null),
              view(sample, time)));
    }
  }

  /** The measured images of a request. */
  List<Map<String, Object>> ofRequest(String requestId) {
    return samples.values().stream()
        .filter(sample -> sample.requestId().equals(requestId))
        .map(Sample::view)
        .toList();
  }

  Optional<Sample> find(String sampleId) {
    return Optional.ofNullable(samples.get(sampleId));
  }

  /** Rows of the worst of each release and set: by agreement with the prompt, and by background. */
  Map<String, Object> worst() {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (Function<Sample, @Nullable Double> measure :
        List.<Function<Sample, @Nullable Double>>of(Sample::agreement, Sample::background)) {
      Map<String, Integer> taken = new HashMap<>();
      samples.values().stream()
          .filter(sample -> measure.apply(sample) != null)
          .sorted(Comparator.comparing(sample -> value(measure.apply(sample))))
          .filter(
              sample ->
                  taken.merge(sample.release() + "|" + sample.set(), 1, Integer::sum) <= WORST)
          .limit(SHOWN / 2)
          .forEach(sample -> rows.put(sample.id(), sample.view()));
    }
    return rows;
  }

  private static double value(@Nullable Double measured) {
    return measured == null ? Double.POSITIVE_INFINITY : measured;
  }

  private static Map<String, Object> view(EvaluationSample sample, long time) {
    return new View()
        .and("id", sample.getSampleId())
        .and("request", sample.getRequestId())
        .and("set", sample.getSet())
        .and("category", sample.getCategory())
        .and("target", MetricKey.spelling(sample.getTarget()))
        .and("release", sample.getModelVersion())
        .and("method", sample.getMethod())
        .and("prompt", sample.getPrompt())
        .and("image", sample.getImage().map(BlobRef::getSha256))
        .and("input", sample.getInput().map(BlobRef::getSha256))
        .and("agreement", sample.getAgreement())
        .and("background", sample.getBackground())
        .and("at", time)
        .map();
  }
}
