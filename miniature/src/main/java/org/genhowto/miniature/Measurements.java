package org.genhowto.miniature;

import java.util.List;
import java.util.Map;
import org.genhowto.evaluator.TablesReport;
import org.genhowto.generator.Sampling;

/**
 * Everything that is measured on trained miniature models. It depends on the models and the scale
 * alone, not on the time.
 *
 * @param scale how much was trained and measured
 * @param seeds sampling seeds
 * @param settings of the methods that generate pictures
 * @param heldOut mined samples of each measured category, which the classifiers learn from
 * @param tables the paper's tables and orders
 */
public record Measurements(
    Scale scale,
    List<Long> seeds,
    List<Setting> settings,
    Map<String, Integer> heldOut,
    TablesReport tables,
    Judgement judgement,
    NetworkQuality networks) {

  /**
   * How a method was asked.
   *
   * @param name its folder in the results
   * @param weights what the weights of its denoisers hash to, by target
   */
  public record Setting(
      String name, String description, Sampling sampling, Map<String, String> weights) {}
}
