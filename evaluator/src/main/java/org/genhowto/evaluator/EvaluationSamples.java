package org.genhowto.evaluator;

import java.util.Locale;
import org.genhowto.evaluator.features.FeatureExtractor.Features;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;

/** Makes samples. */
final class EvaluationSamples {
  private EvaluationSamples() {}

  /** A sample whose id follows from its part and origin, so that making it again replaces it. */
  static EvaluationSample.Builder sample(
      String set, Target target, Role role, String category, String origin, Features features) {
    String id =
        String.join("/", set, target.name(), role.name(), category, origin)
            .toLowerCase(Locale.ROOT);
    return EvaluationSample.newBuilder()
        .setSampleId(id)
        .setSet(set)
        .setTarget(target)
        .setRole(role)
        .setCategory(category)
        .setClassifierFeatures(Floats.list(features.classifier().values()))
        .setFeatureVersion(features.classifier().version())
        .setFrechetFeatures(Floats.list(features.frechet().values()))
        .setFrechetVersion(features.frechet().version());
  }
}
