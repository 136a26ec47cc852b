package org.genhowto.generator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.genhowto.networks.image.Background;
import org.genhowto.networks.image.RgbImage;

/**
 * Images of one request, of which the best are wanted: those that agree most with the prompt and
 * keep the background.
 *
 * <p><b>Background.</b> See {@link Background}, of all candidates together.
 *
 * <p><b>Order.</b> Both numbers are counted in standard deviations from the mean of the candidates,
 * as cosines and colours have no common unit. Agreement counts twice, as an image that shows
 * something else is of no use however well it keeps the background, and a copy of the input keeps
 * it best. Of equal candidates the one with the lower seed goes first.
 *
 * @param input the input image as the candidates' size
 */
record Candidates(RgbImage input, List<RgbImage> images) {
  private static final double WEIGHT_OF_AGREEMENT = 2;

  Candidates {
    images = List.copyOf(images);
  }

  /**
   * What is known of a candidate.
   *
   * @param number its place in the order of seeds
   * @param agreement cosine with the prompt, in [-1, 1]
   * @param background share of the input's background it keeps, in [0, 1]
   */
  record Judged(int number, double agreement, double background) {}

  /**
   * The candidates, best first.
   *
   * @param agreements one for each image
   */
  List<Judged> ranked(List<Double> agreements) {
    Background background = Background.of(input, images);
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      judged.add(new Judged(i, agreements.get(i), background.kept(images.get(i))));
    }
    Scale agreement = Scale.of(judged, Judged::agreement);
    Scale kept = Scale.of(judged, Judged::background);
    ToDoubleFunction<Judged> score =
        each -> WEIGHT_OF_AGREEMENT * agreement.apply(each.agreement) + kept.apply(each.background);
    judged.sort(Comparator.comparingDouble(score).reversed()); // Stable: equal ones stay by seed.
    return judged;
  }

  /** Standard deviations from the mean; nothing where all numbers are equal. */
  private record Scale(double mean, double deviation) {
    static Scale of(List<Judged> judged, ToDoubleFunction<Judged> number) {
      double mean = judged.stream().mapToDouble(number).average().orElse(0);
      double variance =
          judged.stream()
              .mapToDouble(number)
              .map(each -> (each - mean) * (each - mean))
              .average()
              .orElse(0);
      return new Scale(mean, Math.sqrt(variance));
    }

    double apply(double number) {
      return deviation < 1e-12 ? 0 : (number - mean) / deviation;
    }
  }
}
