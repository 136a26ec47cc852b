package org.genhowto.evaluator.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.Role;

/**
 * The paper's downstream protocol (section 4.2): a classifier of twice as many classes as there are
 * categories is trained on real initial images (the first half) and generated images (the second
 * half), and tested on real images only.
 */
public final class DownstreamClassifier {
  /** One row in this many of the training rows is set aside for the choice of C. */
  private static final int VALIDATION_SHARE = 10;

  private static final int MAX_ITERATIONS = 250;

  /**
   * What was measured.
   *
   * @param accuracy share of the real test images put into the right class, in [0, 1]
   * @param tested number of test images
   * @param c the chosen inverse strength of the penalty
   */
  public record Measured(double accuracy, int tested, double c) {}

  private DownstreamClassifier() {}

  /**
   * Trains and tests, where there is enough to do so.
   *
   * @return nothing while a category lacks a real initial image, a generated image or a test image
   *     of either kind
   */
  public static Optional<Measured> measure(
      Collection<EvaluationSample> samples, List<Double> grid) {
    List<String> categories =
        List.copyOf(new TreeSet<>(samples.stream().map(EvaluationSample::getCategory).toList()));
    Map<Role, List<EvaluationSample>> byRole = byRole(samples);
    for (Role role : Role.values()) {
      long covered =
          byRole.getOrDefault(role, List.of()).stream()
              .map(EvaluationSample::getCategory)
              .distinct()
              .count();
      if (categories.isEmpty() || covered < categories.size()) {
        return Optional.empty();
      }
    }
    LabelledRows train = rows(byRole, Role.REAL_INITIAL, Role.GENERATED, categories);
    LabelledRows test = rows(byRole, Role.TEST_INITIAL, Role.TEST_TARGET, categories);
    int classes = 2 * categories.size();
    double c = choose(train, classes, grid);
    LogisticRegression classifier =
        LogisticRegression.fit(train.features(), train.labels(), classes, c, MAX_ITERATIONS);
    return Optional.of(
        new Measured(classifier.accuracy(test.features(), test.labels()), test.size(), c));
  }

  private static double choose(LabelledRows train, int classes, List<Double> grid) {
    if (grid.size() == 1) {
      return grid.get(0);
    }
    List<Integer> kept = new ArrayList<>();
    List<Integer> aside = new ArrayList<>();
    for (int i = 0; i < train.size(); i++) {
      (i % VALIDATION_SHARE == VALIDATION_SHARE - 1 ? aside : kept).add(i);
    }
    if (aside.isEmpty()) {
      return grid.get(0);
    }
    return new ClassifierGrid(grid, List.of(MAX_ITERATIONS))
        .choose(train.pick(kept), train.pick(aside), classes)
        .c();
  }

  private static Map<Role, List<EvaluationSample>> byRole(Collection<EvaluationSample> samples) {
    Map<Role, List<EvaluationSample>> byRole = new HashMap<>();
    for (EvaluationSample sample : samples) {
      byRole.computeIfAbsent(sample.getRole(), role -> new ArrayList<>()).add(sample);
    }
    return byRole;
  }

  private static LabelledRows rows(
      Map<Role, List<EvaluationSample>> byRole,
      Role initial,
      Role target,
      List<String> categories) {
    List<float[]> features = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (EvaluationSample sample : byRole.getOrDefault(initial, List.of())) {
      features.add(Floats.array(sample.getClassifierFeatures()));
      labels.add(categories.indexOf(sample.getCategory()));
    }
    for (EvaluationSample sample : byRole.getOrDefault(target, List.of())) {
      features.add(Floats.array(sample.getClassifierFeatures()));
      labels.add(categories.size() + categories.indexOf(sample.getCategory()));
    }
    return new LabelledRows(
        features.toArray(float[][]::new), labels.stream().mapToInt(Integer::intValue).toArray());
  }
}
