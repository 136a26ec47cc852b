package org.genhowto.launcher.video;

import java.io.PrintWriter;

/** Says how far long work has come: a line for every twentieth of it. */
public record ProgressLines(String what, PrintWriter out) {
  private static final int LINES = 20;

  public void counted(int done, int total) {
    long before = (done - 1L) * LINES / total;
    if (done * (long) LINES / total > before) {
      out.printf("%s %d/%d%n", what, done, total);
      out.flush();
    }
  }
}
