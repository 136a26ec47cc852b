package org.genhowto.launcher.progress;

import java.io.PrintWriter;

/** A line for every twentieth of the work, as logs want it. */
record ProgressLines(String what, PrintWriter out) implements ProgressDisplay {
  private static final int LINES = 20;

  @Override
  public void counted(int done, int total) {
    long before = (done - 1L) * LINES / total;
    if (done * (long) LINES / total > before) {
      out.printf("%s %d/%d%n", what, done, total);
      out.flush();
    }
  }

  @Override
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {}
}
