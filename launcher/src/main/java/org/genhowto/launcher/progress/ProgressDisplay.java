package org.genhowto.launcher.progress;

import java.io.PrintWriter;
import org.genhowto.runtime.progress.Counter;

/** Shows how far long work has come. What was shown last stays when it is closed. */
public interface ProgressDisplay extends Counter, AutoCloseable {

  /** A bar with its rate and the time left on a terminal, lines elsewhere. */
  static ProgressDisplay of(String what, PrintWriter out) {
    return System.console() == null ? new ProgressLines(what, out) : new ProgressBars(what, out);
  }

  /** Says something else in between, on a line of its own. */
  void say(String line);

  @Override
  void close();
}
