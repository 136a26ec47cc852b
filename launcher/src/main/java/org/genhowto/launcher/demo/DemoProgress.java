package org.genhowto.launcher.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.genhowto.gateway.dashboard.DashboardSnapshot;
import org.genhowto.gateway.dashboard.model.MetricPoint;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/** Says every few seconds how far a demo has come, where something has changed. */
public final class DemoProgress {
  private static final long INTERVAL_NANOS = 3_000_000_000L;

  private final PrintWriter out;
  private final long start = System.nanoTime();
  private long last;
  private String said = "";

  public DemoProgress(PrintWriter out) {
    this.out = out;
  }

  /** Seconds since the beginning. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  public void say(String what) {
    out.printf(Locale.ROOT, "%5.0f s  %s%n", seconds(), what);
    out.flush();
  }

  /** Says the counts of a snapshot, at most every few seconds. */
  void show(DashboardSnapshot snapshot, long videos, long requests) {
    if (System.nanoTime() - last < INTERVAL_NANOS) {
      return;
    }
    last = System.nanoTime();
    String line =
        "videos %d/%d  frames %d  triplets %d  captioned %d  in shards %d  images %d/%d%s"
            .formatted(
                count(snapshot, Topics.SAMPLED_FRAMES),
                videos,
                snapshot.framesSampled(),
                count(snapshot, Topics.TRIPLETS),
                count(snapshot, Topics.CAPTIONED_TRIPLETS),
                snapshot.samplesInShards(),
                count(snapshot, Topics.GENERATION_RESULTS),
                requests,
                metric(snapshot, "accuracy.finalState") + metric(snapshot, "fid.finalState"));
    if (!line.equals(said)) {
      said = line;
      say(line);
    }
  }

  static long count(DashboardSnapshot snapshot, Topic<?> topic) {
    return snapshot.counts().getOrDefault(topic.name(), 0L);
  }

  private static String metric(DashboardSnapshot snapshot, String name) {
    List<MetricPoint> points = snapshot.metrics().getOrDefault(name, List.of());
    return points.isEmpty()
        ? ""
        : "  %s %.2f".formatted(name, points.get(points.size() - 1).value());
  }
}
