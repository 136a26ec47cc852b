package org.genhowto.launcher.bench;

import java.io.PrintWriter;
import java.util.List;
import org.genhowto.generator.bench.BatchingPolicy;
import org.genhowto.generator.bench.ServiceSimulator;
import org.genhowto.generator.bench.ServiceSimulator.Outcome;
import org.genhowto.generator.bench.StepTimes;
import org.genhowto.generator.bench.Workload;

/** Latencies and throughput of a simulated service at several loads. */
record ServiceTable(Workload workload, int most) {
  private static final List<Double> LOADS = List.of(.5, .6, .7, .8, .9, .95);

  void print(PrintWriter out, String title, StepTimes times) {
    ServiceSimulator device = new ServiceSimulator(times, most);
    out.printf(
        "%n%s: %d requests of %s steps, at most %d images in a step%n",
        title, workload.requests(), workload.steps(), most);
    out.println(
        "load   one after the other      those that wait          step by step             ratio of"
            + " step by step to one after the other");
    out.println(
        "       p50 s   p95 s   req/s    p50 s   p95 s   req/s    p50 s   p95 s   req/s    p50    "
            + " p95");
    for (double load : LOADS) {
      Outcome none = device.run(BatchingPolicy.NONE, workload, load);
      Outcome request = device.run(BatchingPolicy.REQUEST, workload, load);
      Outcome step = device.run(BatchingPolicy.STEP, workload, load);
      out.printf(
          "%.2f %s %s %s   %.3f   %.3f%n",
          load,
          columns(none),
          columns(request),
          columns(step),
          step.quantile(.5) / none.quantile(.5),
          step.quantile(.95) / none.quantile(.95));
    }
    out.flush();
  }

  private static String columns(Outcome outcome) {
    return "%7.3f %7.3f %7.3f "
        .formatted(outcome.quantile(.5), outcome.quantile(.95), outcome.throughput());
  }
}
