package org.genhowto.runtime.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that ask the process to end. The JVM hears only the first of them: by itself it
 * cannot be told that somebody has waited long enough. Reached by name, as the class is not part of
 * the platform's own interface; where it is missing, the JVM's way remains.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /** Tells of each SIGINT and SIGTERM by its name: INT, TERM. */
  static void listen(Consumer<String> listener) {
    for (String name : List.of("INT", "TERM")) {
      try {
        listen(name, listener);
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.atDebug().setCause(e).addKeyValue("signal", name).log("left to the JVM");
      }
    }
  }

  /** Leaves signals, such as INT and HUP, to others who get them too. */
  public static void ignore(List<String> names) {
    for (String name : names) {
      try {
        handle(name, Class.forName(HANDLER).getField("SIG_IGN").get(null));
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.atDebug().setCause(e).addKeyValue("signal", name).log("left to the JVM");
      }
    }
  }

  private static void listen(String name, Consumer<String> listener)
      throws ReflectiveOperationException {
    Class<?> handler = Class.forName(HANDLER);
    InvocationHandler call =
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "handle" -> listener.accept(name);
            case "hashCode" -> {
              return System.identityHashCode(proxy);
            }
            case "equals" -> {
              return arguments != null && proxy == arguments[0];
            }
            default -> {}
          }
          return null;
        };
    handle(
        name,
        Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, call));
  }

  private static void handle(String name, Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName(SIGNAL);
    signal
        .getMethod("handle", signal, Class.forName(HANDLER))
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }
}
