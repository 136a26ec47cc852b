package org.genhowto.launcher.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measured numbers by name, such as seconds until a fault was over. */
final class Recoveries {
  private final Map<String, List<Double>> numbers = new TreeMap<>();

  /** What some numbers come to. */
  record Summary(int count, double median, double p95, double max) {}

  void add(String name, double number) {
    numbers.computeIfAbsent(name, added -> new ArrayList<>()).add(number);
  }

  Map<String, Summary> summaries() {
    Map<String, Summary> summaries = new TreeMap<>();
    numbers.forEach(
        (name, all) -> {
          List<Double> sorted = new ArrayList<>(all);
          Collections.sort(sorted);
          summaries.put(
              name,
              new Summary(
                  sorted.size(), at(sorted, 0.5), at(sorted, 0.95), sorted.get(sorted.size() - 1)));
        });
    return summaries;
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
  }
}
