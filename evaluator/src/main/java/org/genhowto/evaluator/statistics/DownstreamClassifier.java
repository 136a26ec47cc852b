package org.genhowto.evaluator.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
   * @param categories K in the order of the classes: class k is the initial state of category k,
   *     class K+k its target
   * @param confusion (2K, 2K) numbers of test images: true class, then the predicted one
   * @param categoryAccuracy share put into the right class, by category
   * @param right whether a test image was put into the right class, by its row's id
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
  public record Measured(
      double accuracy,
      int tested,
      double c,
      List<String> categories,
      int[][] confusion,
      Map<String, Double> categoryAccuracy,
      Map<String, Boolean> right) {}

  private DownstreamClassifier() {}

  /**
   * Trains and tests, where there is enough to do so.
   *
   * @param rows of any order; the order of rows has no part in the result beyond the choice of C
   * @return nothing while a category lacks a real initial image, a generated image or a test image
   *     of either kind
   * @throws IllegalArgumentException rows of several lengths, numbers that are not finite, or ids
   *     of test rows that repeat
   */
  public static Optional<Measured> measure(Collection<ClassifierRow> rows, List<Double> grid) {
    List<String> categories =
        List.copyOf(new TreeSet<>(rows.stream().map(ClassifierRow::category).toList()));
    if (categories.isEmpty()) {
      return Optional.empty();
    }
    for (Role role : Role.values()) {
      if (!categoriesOf(rows, role).containsAll(categories)) {
        return Optional.empty();
      }
    }
    FeatureRows.require(
        rows.stream().map(ClassifierRow::features).toArray(float[][]::new), "rows", 1);
    LabelledRows train = labelled(rows, Role.REAL_INITIAL, Role.GENERATED, categories);
    int classes = 2 * categories.size();
    double c = choose(train, classes, grid);
    LogisticRegression classifier =
        LogisticRegression.fit(train.features(), train.labels(), classes, c, MAX_ITERATIONS);
    return Optional.of(tested(classifier, rows, categories, c));
  }

  /**
   * The same with other initial images to train on: real ones that went through the noise and
   * denoising of generated ones. Otherwise every initial image of training is real and every target
   * generated, and a classifier may learn to tell that apart instead of the state. The paper's own
   * number does not know this control.
   *
   * @param rows as for {@link #measure}; their real initial images are left out
   * @param roundTrips stand for them, whatever their role
   * @return nothing also while a category lacks a round-trip image
   */
  public static Optional<Measured> control(
      Collection<ClassifierRow> rows, Collection<ClassifierRow> roundTrips, List<Double> grid) {
    Stream<ClassifierRow> others = rows.stream().filter(row -> row.role() != Role.REAL_INITIAL);
    Stream<ClassifierRow> initial =
        roundTrips.stream()
            .map(
                row ->
                    new ClassifierRow(row.id(), Role.REAL_INITIAL, row.category(), row.features()));
    return measure(Stream.concat(others, initial).toList(), grid);
  }

  private static Set<String> categoriesOf(Collection<ClassifierRow> rows, Role role) {
    return rows.stream()
        .filter(row -> row.role() == role)
        .map(ClassifierRow::category)
        .collect(Collectors.toSet());
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

  private static Measured tested(
      LogisticRegression classifier,
      Collection<ClassifierRow> rows,
      List<String> categories,
      double c) {
    List<ClassifierRow> test = new ArrayList<>(of(rows, Role.TEST_INITIAL));
    test.addAll(of(rows, Role.TEST_TARGET));
    int[] labels = labelled(rows, Role.TEST_INITIAL, Role.TEST_TARGET, categories).labels();
    int[][] confusion = new int[2 * categories.size()][2 * categories.size()];
    Map<String, Boolean> right = new LinkedHashMap<>();
    Map<String, List<Boolean>> byCategory = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      ClassifierRow row = test.get(i);
      int predicted = classifier.predict(row.features());
      confusion[labels[i]][predicted]++;
      boolean hit = predicted == labels[i];
      if (right.put(row.id(), hit) != null) {
        throw new IllegalArgumentException(
            "two test rows have the id %s, expected one".formatted(row.id()));
      }
      byCategory.computeIfAbsent(row.category(), category -> new ArrayList<>()).add(hit);
    }
    Map<String, Double> accuracies = new LinkedHashMap<>();
    byCategory.forEach((category, hits) -> accuracies.put(category, share(hits)));
    return new Measured(
        share(right.values()), labels.length, c, categories, confusion, accuracies, right);
  }

  private static double share(Collection<Boolean> hits) {
    return hits.stream().filter(hit -> hit).count() / (double) hits.size();
  }

  private static List<ClassifierRow> of(Collection<ClassifierRow> rows, Role role) {
    return rows.stream().filter(row -> row.role() == role).toList();
  }

  private static LabelledRows labelled(
      Collection<ClassifierRow> rows, Role initial, Role target, List<String> categories) {
    List<ClassifierRow> first = of(rows, initial);
    List<ClassifierRow> second = of(rows, target);
    return new LabelledRows(
        Stream.concat(first.stream(), second.stream())
            .map(ClassifierRow::features)
            .toArray(float[][]::new),
        Stream.concat(
                first.stream().map(row -> categories.indexOf(row.category())),
                second.stream().map(row -> categories.size() + categories.indexOf(row.category())))
            .mapToInt(Integer::intValue)
            .toArray());
  }
}
