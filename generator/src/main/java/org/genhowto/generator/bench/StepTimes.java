package org.genhowto.generator.bench;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Seconds of one denoising step by the number of images in it: linear between the numbers that were
 * measured, and on from the last two.
 */
public final class StepTimes {
  /**
   * Stable Diffusion 1.5 with a ControlNet on an A100, 512 x 512, in float16, as published: 15.0,
   * 8.28 and 2.15 steps a second.
   */
  public static final StepTimes A100_EAGER = ofRates(Map.of(1, 15.0, 4, 8.28, 16, 2.15));

  /** The same compiled. */
  public static final StepTimes A100_COMPILED = ofRates(Map.of(1, 32.1, 4, 10.5, 16, 2.74));

  private final NavigableMap<Integer, Double> seconds;

  /**
   * @param seconds by the number of images; the number 1 is among them
   */
  public StepTimes(Map<Integer, Double> seconds) {
    if (!seconds.containsKey(1)
        || seconds.keySet().stream().anyMatch(images -> images < 1)
        || seconds.values().stream().anyMatch(time -> !(time > 0))) {
      throw new IllegalArgumentException(
          "Times of a step are %s, expected positive seconds for 1 image and more"
              .formatted(seconds));
    }
    this.seconds = new TreeMap<>(seconds);
  }

  private static StepTimes ofRates(Map<Integer, Double> perSecond) {
    Map<Integer, Double> seconds = new TreeMap<>();
    perSecond.forEach((images, rate) -> seconds.put(images, 1 / rate));
    return new StepTimes(seconds);
  }

  /** Seconds of a step of so many images. */
  public double seconds(int images) {
    Map.Entry<Integer, Double> above = seconds.ceilingEntry(images);
    if (above == null) {
      above = seconds.lastEntry();
    }
    Map.Entry<Integer, Double> below = seconds.lowerEntry(above.getKey());
    if (below == null) {
      return above.getValue(); // of one image, or all that is known
    }
    double slope = (above.getValue() - below.getValue()) / (above.getKey() - below.getKey());
    return below.getValue() + slope * (images - below.getKey());
  }
}
