package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.ScoredFrames;

/** The scores of a video over its seconds, the mean of the localizer's runs that have come. */
final class ScoreCurve {
  /** A picture of a curve is no wider than so many points. */
  private static final int POINTS = 400;

  private final Map<Integer, ScoredFrames> runs = new TreeMap<>();

  void add(ScoredFrames scored) {
    runs.put(scored.getRun(), scored);
  }

  /** Seconds and the three scores at each; of many seconds, the highest scores of neighbours. */
  Map<String, Object> view() {
    ScoredFrames first = runs.values().iterator().next();
    List<FrameEntry> index = first.getSource().getIndex();
    int seconds = Math.min(index.size(), first.getAction().size());
    int stride = Math.max(1, (seconds + POINTS - 1) / POINTS);
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < seconds; i += stride) {
      shown.add(index.get(i).getSecond());
    }
    return new View()
        .and("seconds", shown)
        .and("initial", highest(mean(ScoredFrames::getInitial, seconds), stride))
        .and("action", highest(mean(ScoredFrames::getAction, seconds), stride))
        .and("final", highest(mean(ScoredFrames::getFinal$, seconds), stride))
        .and("runs", runs.size())
        .and("duration", first.getSource().getDurationSeconds())
        .and("modelVersion", first.getModelVersion())
        .map();
  }

  private double[] mean(Function<ScoredFrames, List<Float>> scores, int seconds) {
    double[] sums = new double[seconds];
    int counted = 0;
    for (ScoredFrames run : runs.values()) {
      List<Float> one = scores.apply(run);
      if (one.size() >= seconds) {
        counted++;
        for (int i = 0; i < seconds; i++) {
          sums[i] += one.get(i);
        }
      }
    }
    for (int i = 0; i < seconds; i++) {
      sums[i] /= Math.max(1, counted);
    }
    return sums;
  }

  private static List<Double> highest(double[] values, int stride) {
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < values.length; i += stride) {
      double most = values[i];
      for (int j = i; j < Math.min(values.length, i + stride); j++) {
        most = Math.max(most, values[j]);
      }
      found.add(Math.rint(most * 1000) / 1000);
    }
    return found;
  }
}
