package org.genhowto.ingest.decoding;

import java.util.List;

/**
 * The signals that a terminal sends to a worker and to its children alike. Reached by name, as the
 * class is not part of the platform's own interface; where it is missing, they end the child.
 */
final class TerminalSignals {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private TerminalSignals() {}

  /** Leaves SIGINT and SIGHUP to the worker: this process ends with its standard input. */
  static void ignore() {
    for (String name : List.of("INT", "HUP")) {
      try {
        ignore(name);
      } catch (ReflectiveOperationException | RuntimeException e) {
        return; // The worker knows what such an end means.
      }
    }
  }

  private static void ignore(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName(SIGNAL);
    Class<?> handler = Class.forName(HANDLER);
    signal
        .getMethod("handle", signal, handler)
        .invoke(
            null,
            signal.getConstructor(String.class).newInstance(name),
            handler.getField("SIG_IGN").get(null));
  }
}
