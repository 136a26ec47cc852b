package org.genhowto.captioner.blip2;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Greedy and beam search as transformers 4.41 does them, which LAVIS calls: of more continuations
 * than beams, those that end among the best are set aside under their score, sum of
 * log-probabilities / length^penalty, until the {@link DecodingSettings.Stopping} rule says that
 * enough are. One beam is greedy search.
 */
public final class BeamSearch {
  private static final Beam START = new Beam(List.of(), 0, 0);

  private final DecodingSettings settings;
  private final Set<Integer> endTokens;
  private final NextTokens nextTokens;
  private final int candidates;

  public BeamSearch(DecodingSettings settings, Set<Integer> endTokens) {
    this.settings = settings;
    this.endTokens = Set.copyOf(endTokens);
    this.nextTokens = new NextTokens(settings, this.endTokens);
    this.candidates = Math.max(2, 1 + endTokens.size()) * settings.beams();
  }

  /** Logits of the next token, (rows, vocabulary). The arrays are the caller's to change. */
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
  public record Found(List<Integer> tokens, double score, double meanLogProbability) {
    public Found {
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

  /**
   * The best caption.
   *
   * @param before tokens that a caption's repeat, beside its own
   */
  Found search(Continuations model, Set<Integer> before) {
    return settings.beams() == 1 ? greedy(model, before) : beams(model, before);
  }

  /** The likeliest token each time. */
  private Found greedy(Continuations model, Set<Integer> before) {
    Beam beam = START;
    float[] logits = model.first()[0];
    while (true) {
      float[] logs = NextTokens.logProbabilities(logits);
      int token = NextTokens.best(nextTokens.processed(logits, beam.tokens(), before), 1)[0];
      beam = beam.extended(token, beam.sum() + logs[token]);
      if (endTokens.contains(token) || beam.tokens().size() == settings.maxTokens()) {
        return beam.found(settings.lengthPenalty());
      }
      logits = model.next(new int[] {0}, new int[] {token})[0];
    }
  }

  private Found beams(Continuations model, Set<Integer> before) {
    List<Found> finished = new ArrayList<>();
    List<Beam> running = List.of(START);
    float[][] next = model.first();
    for (int length = 1; ; length++) {
      List<Beam> best = best(running, next, before);
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
  private List<Beam> best(List<Beam> running, float[][] next, Set<Integer> before) {
    List<Beam> best = new ArrayList<>();
    for (int row = 0; row < running.size(); row++) {
      Beam beam = running.get(row);
      Beam parent = new Beam(beam.tokens(), beam.sum(), row);
      float[] logs = NextTokens.logProbabilities(next[row]);
      float[] scores = nextTokens.processed(logs, beam.tokens(), before);
      for (int token : NextTokens.best(scores, candidates)) {
        best.add(parent.extended(token, beam.sum() + scores[token]));
      }
    }
    best.sort(Comparator.comparing(Beam::sum).reversed());
    return best.subList(0, Math.min(candidates, best.size()));
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
    if (finished.size() < settings.beams()) {
      return false;
    }
    double penalty = settings.lengthPenalty();
    double worst = finished.get(finished.size() - 1).score();
    return switch (settings.stopping()) {
      case ENOUGH -> true;
      case USUAL -> best.score(penalty) <= worst;
      // Sums are negative: with a penalty above 0 the longest caption divides them by most.
      case SETTLED ->
          (penalty > 0 ? best.sum() / Math.pow(settings.maxTokens(), penalty) : best.score(penalty))
              <= worst;
    };
  }
}
