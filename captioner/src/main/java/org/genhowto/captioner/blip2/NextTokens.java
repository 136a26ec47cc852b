package org.genhowto.captioner.blip2;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may follow a partial caption: logits as the model gives them, changed as the logits
 * processors of Hugging Face transformers do.
 */
final class NextTokens {
  private final DecodingSettings settings;
  private final Set<Integer> endTokens;

  NextTokens(DecodingSettings settings, Set<Integer> endTokens) {
    this.settings = settings;
    this.endTokens = endTokens;
  }

  /** ln softmax. */
  static float[] logProbabilities(float[] logits) {
    float highest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - highest);
    }
    float offset = (float) (highest + Math.log(sum));
    float[] logs = new float[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logits[i] - offset;
    }
    return logs;
  }

  /**
   * The scores after a caption: repeated tokens pushed down, no end before its time.
   *
   * @param scores logits or log-probabilities of every token; changed
   * @param before tokens of the prompt that count as repeated, too
   */
  float[] processed(float[] scores, List<Integer> caption, Set<Integer> before) {
    if (settings.repetitionPenalty() != 1) {
      float penalty = (float) settings.repetitionPenalty();
      Set<Integer> there = new HashSet<>(before);
      there.addAll(caption);
      for (int token : there) {
        scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / penalty;
      }
    }
    if (caption.size() < settings.minTokens()) {
      for (int end : endTokens) {
        scores[end] = Float.NEGATIVE_INFINITY;
      }
    }
    return scores;
  }

  /** The likeliest tokens, best first, the lower one of equals; none that cannot be. */
  static int[] best(float[] scores, int count) {
    int[] best = new int[Math.min(count, scores.length)];
    int filled = 0;
    for (int token = 0; token < scores.length; token++) {
      boolean full = filled == best.length;
      if (scores[token] == Float.NEGATIVE_INFINITY
          || (full && scores[token] <= scores[best[filled - 1]])) {
        continue;
      }
      int place = full ? filled - 1 : filled++;
      while (place > 0 && scores[best[place - 1]] < scores[token]) {
        best[place] = best[place - 1];
        place--;
      }
      best[place] = token;
    }
    return Arrays.copyOf(best, filled);
  }
}
