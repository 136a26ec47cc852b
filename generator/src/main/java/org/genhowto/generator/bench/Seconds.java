package org.genhowto.generator.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** CPU and wall-clock seconds of one piece of work. */
public record Seconds(double cpu, double wall) {

  /** No work is as dear as this. */
  public static final Seconds MOST = new Seconds(Double.MAX_VALUE, Double.MAX_VALUE);

  /** The cheaper of two by their CPU time, which other processes disturb less. */
  public Seconds orCheaper(Seconds other) {
    return other.cpu < cpu ? other : this;
  }

  /** Of one of so many equal pieces of work. */
  public Seconds each(int pieces) {
    return new Seconds(cpu / pieces, wall / pieces);
  }

  /** Of the cheapest of so many times, after one that does not count. */
  public static Seconds cheapest(int times, Runnable work) {
    work.run();
    Seconds best = MOST;
    for (int i = 0; i < times; i++) {
      best = best.orCheaper(of(work));
    }
    return best;
  }

  private static Seconds of(Runnable work) {
    long cpu = cpuTime();
    long wall = System.nanoTime();
    work.run();
    return new Seconds((cpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
  }

  private static long cpuTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
