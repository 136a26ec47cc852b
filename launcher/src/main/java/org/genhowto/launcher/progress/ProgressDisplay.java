package org.genhowto.launcher.progress;

import java.io.Console;
import java.io.PrintWriter;
import org.genhowto.runtime.progress.Counter;

/** Shows how far long work has come. What was shown last stays when it is closed. */
public interface ProgressDisplay extends Counter, AutoCloseable {

  /** A bar with its rate and the time left on a terminal, lines elsewhere. */
  static ProgressDisplay of(String what, PrintWriter out) {
    return onTerminal() ? new ProgressBars(what, out) : new ProgressLines(what, out);
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Says something else in between, on a line of its own. */
  void say(String line);

  @Override
  void close();
}
