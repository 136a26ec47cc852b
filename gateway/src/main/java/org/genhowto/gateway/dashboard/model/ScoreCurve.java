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

  /** More runs than that vote nowhere. */
  private static final int RUNS = 32;

  private final Map<Integer, Run> runs = new TreeMap<>();
  private int[] seconds = {};
  private double duration;
  private String modelVersion = "";

  /** The scores of one run, one a frame; a list of boxes would be five times as large. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  private record Run(float[] initial, float[] action, float[] last) {}

  void add(ScoredFrames scored) {
    if (runs.size() >= RUNS && !runs.containsKey(scored.getRun())) {
      return;
    }
    seconds = scored.getSource().getIndex().stream().mapToInt(FrameEntry::getSecond).toArray();
    duration = scored.getSource().getDurationSeconds();
    modelVersion = scored.getModelVersion();
    runs.put(
        scored.getRun(),
        new Run(
            floats(scored.getInitial()), floats(scored.getAction()), floats(scored.getFinal$())));
  }

  /** Seconds and the three scores at each; of many seconds, the highest scores of neighbours. */
  Map<String, Object> view() {
    int stride = Math.max(1, (seconds.length + POINTS - 1) / POINTS);
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < seconds.length; i += stride) {
      shown.add(seconds[i]);
    }
    return new View()
        .and("seconds", shown)
        .and("initial", highest(mean(Run::initial), stride))
        .and("action", highest(mean(Run::action), stride))
        .and("final", highest(mean(Run::last), stride))
        .and("runs", runs.size())
        .and("duration", duration)
        .and("modelVersion", modelVersion)
        .map();
  }

  private double[] mean(Function<Run, float[]> scores) {
    double[] sums = new double[seconds.length];
    int counted = 0;
    for (Run run : runs.values()) {
      float[] one = scores.apply(run);
      if (one.length >= seconds.length) {
        counted++;
        for (int i = 0; i < seconds.length; i++) {
          sums[i] += one[i];
        }
      }
    }
    for (int i = 0; i < seconds.length; i++) {
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

  private static float[] floats(List<Float> scores) {
    float[] all = new float[scores.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = scores.get(i);
    }
    return all;
  }
}
