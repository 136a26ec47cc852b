package org.genhowto.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.genhowto.evaluator.FeatureExtractor.Features;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;

/** Makes samples, and turns the lists that Avro carries back into vectors. */
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
        .setClassifierFeatures(list(features.classifier().values()))
        .setFeatureVersion(features.classifier().version())
        .setFrechetFeatures(list(features.frechet().values()))
        .setFrechetVersion(features.frechet().version());
  }

  /** Version of the features for the distances. */
  static String frechetVersion(EvaluationSample sample) {
    String version = sample.getFrechetVersion();
    return version.isEmpty() ? sample.getFeatureVersion() : version;
  }

  static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
