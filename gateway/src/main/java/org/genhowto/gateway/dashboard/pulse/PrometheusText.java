package org.genhowto.gateway.dashboard.pulse;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what workers say in Prometheus' text format; other lines are passed over. */
final class PrometheusText {
  private static final Pattern LINE =
      Pattern.compile("(genhowto_worker_[a-z_]+)\\{([^}]*)}\\s+(\\S+)(?:\\s+-?[0-9]+)?\\s*");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final int WORKERS = 100;

  private PrometheusText() {}

  /** Adds a text to what is known of workers by their names. */
  static void addTo(Map<String, WorkerPulse> workers, String text) {
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(
            line -> {
              Map<String, String> labels = labels(line.group(2));
              String worker = labels.getOrDefault("worker", "");
              if (workers.containsKey(worker) || (!worker.isEmpty() && workers.size() < WORKERS)) {
                workers
                    .computeIfAbsent(worker, any -> new WorkerPulse())
                    .add(line.group(1), labels, number(line.group(3)));
              }
            });
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    Matcher matcher = LABEL.matcher(text);
    while (matcher.find()) {
      labels.put(matcher.group(1), matcher.group(2));
    }
    return labels;
  }

  /** Zero where it is no finite number. */
  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
