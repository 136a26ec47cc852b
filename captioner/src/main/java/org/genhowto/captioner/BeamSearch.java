package org.genhowto.captioner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Beam search as the BeamSearchScorer of Hugging Face transformers does it with {@code
 * early_stopping=False}, which LAVIS calls: of more continuations than beams, those that end among
 * the best are set aside under their score, sum of log-probabilities / length^penalty. The search
 * stops once the best continuation scores no better than the worst of a full set of those. One beam
 * is greedy search.
 */
final class BeamSearch {
  private static final Beam START = new Beam(List.of(), 0, 0);

  private final DecodingSettings settings;
  private final Set<Integer> endTokens;
  private final int candidates;

  BeamSearch(DecodingSettings settings, Set<Integer> endTokens) {
    this.settings = settings;
    this.endTokens = Set.copyOf(endTokens);
    this.candidates = Math.max(2, 1 + endTokens.size()) * settings.beams();
  }

  /** Log-probabilities of the next token, (rows, vocabulary). */
  interface Continuations {

    /** What may come first: one row. */
    float[][] first();

    /**
     * What may follow each beam.
     *
     * @param parents for each beam, the row of the call before that it continues
     * @param tokens for each beam, the token it added to its parent
     */
    float[][] next(int[] parents, int[] tokens);
  }

  /**
   * A caption's tokens, without the start token and with the end token where one was reached.
   *
   * @param score sum of log-probabilities / length^penalty
   */
  record Found(List<Integer> tokens, double score, double meanLogProbability) {
    Found {
      tokens = List.copyOf(tokens);
    }
  }

  /** A partial caption; row is the row of the last call that ended with its last token. */
  private record Beam(List<Integer> tokens, float sum, int row) {
    Beam extended(int token, float sumWithToken) {
      List<Integer> longer = new ArrayList<>(tokens);
      longer.add(token);
      return new Beam(longer, sumWithToken, row);
    }

    int lastToken() {
      return tokens.get(tokens.size() - 1);
    }

    double score(double lengthPenalty) {
      return sum / Math.pow(tokens.size(), lengthPenalty);
    }

    Found found(double lengthPenalty) {
      return new Found(tokens, score(lengthPenalty), sum / tokens.size());
    }
  }

  /** The best caption. */
  Found search(Continuations model) {
    List<Found> finished = new ArrayList<>();
    List<Beam> running = List.of(START);
    float[][] next = model.first();
    for (int length = 1; ; length++) {
      List<Beam> best = best(running, next, length);
      running = advance(best, finished);
      if (running.isEmpty() || settled(best.get(0), finished)) {
        return finished.get(0);
      }
      if (length == settings.maxTokens()) {
        running.forEach(beam -> setAside(beam, finished));
        return finished.get(0);
      }
      next =
          model.next(
              running.stream().mapToInt(Beam::row).toArray(),
              running.stream().mapToInt(Beam::lastToken).toArray());
    }
  }

  /** The best continuations of all running beams, best first. */
  private List<Beam> best(List<Beam> running, float[][] next, int length) {
    List<Beam> best = new ArrayList<>();
    for (int row = 0; row < running.size(); row++) {
      Beam beam = running.get(row);
      Beam parent = new Beam(beam.tokens(), beam.sum(), row);
      for (int token : top(next[row], length)) {
        best.add(parent.extended(token, beam.sum() + next[row][token]));
      }
    }
    best.sort(Comparator.comparing(Beam::sum).reversed());
    return best.subList(0, Math.min(candidates, best.size()));
  }

  /** The likeliest tokens of one row, as many as could matter. */
  private int[] top(float[] logProbabilities, int length) {
    int[] top = new int[Math.min(candidates, logProbabilities.length)];
    int filled = 0;
    for (int token = 0; token < logProbabilities.length; token++) {
      if (length <= settings.minTokens() && endTokens.contains(token)) {
        continue;
      }
      if (filled == top.length && logProbabilities[token] <= logProbabilities[top[filled - 1]]) {
        continue;
      }
      int place = filled < top.length ? filled++ : filled - 1;
      while (place > 0 && logProbabilities[top[place - 1]] < logProbabilities[token]) {
        top[place] = top[place - 1];
        place--;
      }
      top[place] = token;
    }
    return Arrays.copyOf(top, filled);
  }

  /** Sets ended continuations aside and hands back the best of the others. */
  private List<Beam> advance(List<Beam> best, List<Found> finished) {
    List<Beam> running = new ArrayList<>();
    for (int rank = 0; rank < best.size(); rank++) {
      Beam beam = best.get(rank);
      if (!endTokens.contains(beam.lastToken())) {
        if (running.size() < settings.beams()) {
          running.add(beam);
        }
      } else if (rank < settings.beams()) {
        // An end that ranks below the beams is not taken.
        setAside(beam, finished);
      }
    }
    return running;
  }

  /** Keeps as many finished captions as beams, best first. */
  private void setAside(Beam beam, List<Found> finished) {
    finished.add(beam.found(settings.lengthPenalty()));
    finished.sort(Comparator.comparing(Found::score).reversed());
    if (finished.size() > settings.beams()) {
      finished.remove(finished.size() - 1);
    }
  }

  private boolean settled(Beam best, List<Found> finished) {
    return finished.size() == settings.beams()
        && best.score(settings.lengthPenalty()) <= finished.get(finished.size() - 1).score();
  }
}
