package org.genhowto.evaluator.protocol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.genhowto.evaluator.features.FeatureCache;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Origin;
import org.genhowto.evaluator.protocol.EvaluatedImage.Part;
import org.genhowto.evaluator.protocol.Measurement.Classified;
import org.genhowto.evaluator.protocol.Measurement.Distances;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.LabelledRows;

/**
 * The evaluation of the paper (section 4.2) on one list of images: for each experiment, a
 * classifier learns from the training rows and is tested on real images; a tenth of the training
 * videos chooses C and max_iter, then all training rows train it. Distances compare the images
 * generated for the test inputs with the real targets.
 */
final class DownstreamProtocol {
  private static final Comparator<Experiment> ORDER =
      Comparator.comparing(Experiment::exposure).thenComparing(Experiment::target);

  private final FeatureCache features;
  private final ClassifierGrid grid;

  DownstreamProtocol(FeatureCache features, ClassifierGrid grid) {
    this.features = features;
    this.grid = grid;
  }

  /**
   * Measures every experiment of a list.
   *
   * @param seed draws the videos for validation
   */
  Map<Experiment, Measurement> measure(List<EvaluatedImage> images, long seed) {
    features.load(images.stream().map(EvaluatedImage::file).toList());
    Map<Experiment, Measurement> measured = new TreeMap<>(ORDER);
    grouped(images).forEach((experiment, rows) -> measured.put(experiment, experiment(rows, seed)));
    return measured;
  }

  /**
   * A list whose experiments can all be measured.
   *
   * @param list names it in sentences
   * @throws IllegalArgumentException a line for each experiment that cannot
   */
  List<EvaluatedImage> checked(Path list, List<EvaluatedImage> images) {
    Faults faults = new Faults();
    grouped(images)
        .forEach(
            (experiment, rows) ->
                faults.gather(
                    () -> {
                      try {
                        check(rows);
                      } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                            "%s, %s: %s".formatted(list, name(experiment), e.getMessage()), e);
                      }
                    }));
    faults.refuse();
    return images;
  }

  private static void check(List<EvaluatedImage> images) {
    int classes = classes(images);
    List<EvaluatedImage> test = where(images, i -> isReal(i) && i.part() == Part.TEST);
    List<EvaluatedImage> train = where(images, i -> i.part() == Part.TRAIN);
    if (test.stream().anyMatch(i -> i.predicted().isPresent())) {
      predicted(test);
    } else if (!train.isEmpty()) {
      requireEveryClass(where(train, i -> i.origin() != Origin.ROUND_TRIP), Part.TRAIN, classes);
      requireEveryClass(test, Part.TEST, classes);
      VideoHoldout.draw(train.stream().map(EvaluatedImage::videoId).toList(), 0);
    }
    List<EvaluatedImage> targets =
        where(images, i -> i.part() == Part.TEST && i.label() >= classes / 2);
    int generated = where(targets, i -> i.origin() == Origin.GENERATED).size();
    int real = where(targets, DownstreamProtocol::isReal).size();
    if (generated > 0 && Math.min(generated, real) < 2) {
      throw new IllegalArgumentException(
          "%d generated and %d real targets in split test, expected at least 2 each for a distance"
              .formatted(generated, real));
    }
  }

  private static Map<Experiment, List<EvaluatedImage>> grouped(List<EvaluatedImage> images) {
    Map<Experiment, List<EvaluatedImage>> experiments = new TreeMap<>(ORDER);
    images.forEach(i -> experiments.computeIfAbsent(i.experiment(), e -> new ArrayList<>()).add(i));
    return experiments;
  }

  private Measurement experiment(List<EvaluatedImage> images, long seed) {
    int classes = classes(images);
    List<EvaluatedImage> test = where(images, i -> isReal(i) && i.part() == Part.TEST);
    List<EvaluatedImage> train = where(images, i -> i.part() == Part.TRAIN);
    if (test.stream().anyMatch(i -> i.predicted().isPresent())) {
      return new Measurement(
          classes, Optional.of(predicted(test)), Optional.empty(), distances(images, classes));
    }
    List<EvaluatedImage> published = where(train, i -> i.origin() != Origin.ROUND_TRIP);
    List<EvaluatedImage> control =
        where(train, i -> i.label() >= classes / 2 || i.origin() == Origin.ROUND_TRIP);
    boolean hasControl = train.size() > published.size();
    return new Measurement(
        classes,
        train.isEmpty() ? Optional.empty() : Optional.of(train(published, test, classes, seed)),
        hasControl ? Optional.of(train(control, test, classes, seed)) : Optional.empty(),
        distances(images, classes));
  }

  private Classified train(
      List<EvaluatedImage> train, List<EvaluatedImage> test, int classes, long seed) {
    requireEveryClass(train, Part.TRAIN, classes);
    requireEveryClass(test, Part.TEST, classes);
    return new Trial(
            rows(train), train.stream().map(EvaluatedImage::videoId).toList(), rows(test), classes)
        .run(grid, seed);
  }

  private static Classified predicted(List<EvaluatedImage> test) {
    int right = 0;
    for (EvaluatedImage image : test) {
      int predicted =
          image
              .predicted()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          image.file()
                              + " has no predicted class, expected one for every real test image"
                              + " or for none"));
      right += predicted == image.label() ? 1 : 0;
    }
    return new Classified(right / (double) test.size(), 0, test.size(), Optional.empty());
  }

  private Optional<Distances> distances(List<EvaluatedImage> images, int classes) {
    List<EvaluatedImage> targets =
        where(images, i -> i.part() == Part.TEST && i.label() >= classes / 2);
    List<EvaluatedImage> generated = where(targets, i -> i.origin() == Origin.GENERATED);
    List<EvaluatedImage> real = where(targets, DownstreamProtocol::isReal);
    if (generated.isEmpty()) {
      return Optional.empty();
    }
    String version = features.of(generated.get(0).file()).frechet().version();
    return Optional.of(Distances.between(frechet(generated), frechet(real), version));
  }

  private static boolean isReal(EvaluatedImage image) {
    return image.origin() == Origin.REAL;
  }

  /** Twice the categories. */
  private static int classes(List<EvaluatedImage> images) {
    int classes = 1 + images.stream().mapToInt(EvaluatedImage::label).max().orElseThrow();
    if (classes % 2 == 1) {
      throw new IllegalArgumentException(
          "%s has %d classes, expected twice as many as categories: initial states, then targets"
              .formatted(name(images.get(0).experiment()), classes));
    }
    return classes;
  }

  private static void requireEveryClass(List<EvaluatedImage> images, Part part, int classes) {
    Set<Integer> missing = new TreeSet<>();
    for (int label = 0; label < classes; label++) {
      missing.add(label);
    }
    images.forEach(i -> missing.remove(i.label()));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "split %s lacks images of the classes %s, expected every class from 0 to %d"
              .formatted(EvaluationManifest.spelling(part), missing, classes - 1));
    }
  }

  static String name(Experiment experiment) {
    return EvaluationManifest.spelling(experiment.target())
        + " of "
        + EvaluationManifest.spelling(experiment.exposure())
        + " categories";
  }

  private static List<EvaluatedImage> where(
      List<EvaluatedImage> images, Predicate<EvaluatedImage> condition) {
    return images.stream().filter(condition).toList();
  }

  private LabelledRows rows(List<EvaluatedImage> images) {
    return new LabelledRows(
        images.stream()
            .map(i -> features.of(i.file()).classifier().values())
            .toArray(float[][]::new),
        images.stream().mapToInt(EvaluatedImage::label).toArray());
  }

  private float[][] frechet(List<EvaluatedImage> images) {
    return images.stream()
        .map(i -> features.of(i.file()).frechet().values())
        .toArray(float[][]::new);
  }
}
