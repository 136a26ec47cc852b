package org.genhowto.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.genhowto.networks.image.RgbImage;

/**
 * Images of one request, of which the best are wanted: those that agree most with the prompt and
 * keep the background.
 *
 * <p><b>Background.</b> Where the change is, nobody has said. It is taken to be where most
 * candidates differ from the input: of every pixel the median over the candidates of its mean
 * difference to the input (over the colours) is taken, and the half of the pixels with the smallest
 * medians is the background, the same for all candidates, so that none gains by changing more. What
 * a candidate keeps of it is
 *
 * <pre>
 *   1 - mean over background pixels and colours of |candidate - input| / 255
 * </pre>
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
    for (RgbImage image : images) {
      if (image.width() != input.width() || image.height() != input.height()) {
        throw new IllegalArgumentException(
            "a candidate has %d x %d pixels, expected the input's %d x %d"
                .formatted(image.width(), image.height(), input.width(), input.height()));
      }
    }
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
    boolean[] background = background();
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      judged.add(new Judged(i, agreements.get(i), kept(images.get(i), background)));
    }
    Scale agreement = Scale.of(judged, Judged::agreement);
    Scale kept = Scale.of(judged, Judged::background);
    ToDoubleFunction<Judged> score =
        each -> WEIGHT_OF_AGREEMENT * agreement.apply(each.agreement) + kept.apply(each.background);
    judged.sort(Comparator.comparingDouble(score).reversed()); // Stable: equal ones stay by seed.
    return judged;
  }

  /** The half of the pixels, or more where many are alike, that candidates change least. */
  private boolean[] background() {
    int pixels = input.width() * input.height();
    int[] medians = new int[pixels];
    int[] differences = new int[images.size()];
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int i = 0; i < differences.length; i++) {
        differences[i] = difference(images.get(i), pixel);
      }
      Arrays.sort(differences);
      medians[pixel] = differences[(differences.length - 1) / 2];
    }
    int[] sorted = medians.clone();
    Arrays.sort(sorted);
    int most = sorted[(pixels - 1) / 2];
    boolean[] background = new boolean[pixels];
    for (int pixel = 0; pixel < pixels; pixel++) {
      background[pixel] = medians[pixel] <= most;
    }
    return background;
  }

  private double kept(RgbImage image, boolean[] background) {
    long sum = 0;
    long size = 0;
    for (int pixel = 0; pixel < background.length; pixel++) {
      if (background[pixel]) {
        sum += difference(image, pixel);
        size++;
      }
    }
    return 1 - sum / (3.0 * 255 * size);
  }

  /** Of all colours together. */
  private int difference(RgbImage image, int pixel) {
    int sum = 0;
    for (int i = 3 * pixel; i < 3 * pixel + 3; i++) {
      sum += Math.abs((image.rgb()[i] & 0xff) - (input.rgb()[i] & 0xff));
    }
    return sum;
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
