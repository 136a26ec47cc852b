package org.genhowto.evaluator.live;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Target;

/**
 * Samples that can be measured together: of one set and target, and of the same features. One
 * instance of the worker has all of a group.
 *
 * @param classifier version and number of the features for the classifier, such as clip-1 (768)
 * @param frechet version and number of the features for the distances
 */
record SampleGroup(String set, Target target, String classifier, String frechet) {

  static SampleGroup of(EvaluationSample sample) {
    String frechet =
        sample.getFrechetVersion().isEmpty()
            ? sample.getFeatureVersion()
            : sample.getFrechetVersion();
    return new SampleGroup(
        sample.getSet(),
        sample.getTarget(),
        sized(sample.getFeatureVersion(), sample.getClassifierFeatures()),
        sized(frechet, sample.getFrechetFeatures()));
  }

  private static String sized(String version, List<Float> features) {
    return "%s (%d)".formatted(version, features.size());
  }

  /** Text that holds no | but those between the parts. */
  String key() {
    return Stream.of(set, target.name(), classifier, frechet)
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
        .collect(Collectors.joining("|"));
  }

  static SampleGroup parse(String key) {
    List<String> parts =
        Stream.of(key.split("\\|", -1))
            .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
            .toList();
    return new SampleGroup(parts.get(0), Target.valueOf(parts.get(1)), parts.get(2), parts.get(3));
  }
}
