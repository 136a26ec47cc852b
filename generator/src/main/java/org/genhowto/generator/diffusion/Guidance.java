package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Classifier-free guidance: the prediction under the negative prompt, moved towards and past the
 * one under the prompt. Under one text alone there is nothing to move, and a step costs half.
 *
 * @param texts the keys and values (1, L, K) of the negative prompt and of the prompt; or of the
 *     only text
 * @param control (1, C, h, w), as {@link Denoiser#embedControl} gives it; absent without ControlNet
 * @param scale of the guidance; 1 is none
 * @param strength of the control
 */
public record Guidance(
    List<NDArray> texts, @Nullable NDArray control, double scale, Strength strength)
    implements Conditioning {

  /**
   * How much a ControlNet counts.
   *
   * @param scale what its residuals are multiplied by
   * @param start share of the steps before which it does not count
   * @param end share of the steps after which it does not count
   */
  public record Strength(double scale, double start, double end) {
    /** As published. */
    public static final Strength FULL = new Strength(1, 0, 1);

    double at(int step, int steps) {
      boolean counts = (double) step / steps >= start && (double) (step + 1) / steps <= end;
      return counts ? scale : 0;
    }
  }

  /** With a ControlNet, if any, that counts as published. */
  public Guidance(List<NDArray> texts, @Nullable NDArray control, double scale) {
    this(texts, control, scale, Strength.FULL);
  }

  public Guidance {
    if (texts.isEmpty() || texts.size() > 2) {
      throw new IllegalArgumentException(
          "Guidance is under %d texts, expected 1 or 2".formatted(texts.size()));
    }
    texts = List.copyOf(texts);
  }

  /**
   * Guidance under the texts of a cache.
   *
   * @param kvCache (1, L, K) or (2, L, K); it has to outlive this record
   */
  public static Guidance of(NDArray kvCache, double scale) {
    List<NDArray> texts = new ArrayList<>();
    for (long i = 0; i < kvCache.getShape().get(0); i++) {
      texts.add(kvCache.get(i + ":" + (i + 1)));
    }
    return new Guidance(texts, null, scale);
  }

  /** The same beside a ControlNet. */
  public Guidance controlledBy(NDArray other, Strength counts) {
    return new Guidance(texts, other, scale, counts);
  }

  @Override
  public Conditioning during(int step, int steps) {
    double now = strength.at(step, steps);
    return now == strength.scale()
        ? this
        : new Guidance(texts, control, scale, new Strength(now, 0, 1));
  }

  @Override
  public int parts() {
    return texts.size();
  }

  @Override
  public List<ConditionedLatents> ask(NDArray input, double timestep) {
    return texts.stream()
        .map(text -> new ConditionedLatents(input, timestep, text, control, strength.scale()))
        .toList();
  }

  @Override
  public NDArray conclude(List<NDArray> answers) {
    if (answers.size() == 1) {
      return answers.get(0);
    }
    NDArray without = answers.get(0);
    try (NDArray way = answers.get(1).sub(without);
        NDArray scaled = way.mul(scale)) {
      return without.add(scaled);
    }
  }
}
