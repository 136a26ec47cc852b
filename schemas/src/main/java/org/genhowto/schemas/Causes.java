package org.genhowto.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The chain of causes of a failure. */
public final class Causes {
  private static final String CLASS_NAME =
      "\\b(?:[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9_$]*(?:Exception|Error): ";

  /** A chain may be a circle. */
  private static final int LONGEST = 50;

  private Causes() {}

  /** The failure itself and its causes, outermost first. */
  public static Stream<Throwable> of(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && chain.size() < LONGEST; t = t.getCause()) {
      chain.add(t);
    }
    return chain.stream();
  }

  /** The outermost of a kind. */
  public static <T> Optional<T> first(Throwable thrown, Class<T> kind) {
    return of(thrown).filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** What went wrong in one line: every message of the chain once, outermost first. */
  public static String sentence(Throwable thrown) {
    StringBuilder sentence = new StringBuilder();
    for (Throwable cause : of(thrown).toList()) {
      String message = message(cause);
      if (sentence.indexOf(message) < 0) {
        sentence.append(sentence.isEmpty() ? "" : ": ").append(message);
      }
    }
    return sentence.toString();
  }

  /** The message in one line; without one, the name of what was thrown. */
  public static String message(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      return thrown.getClass().getSimpleName();
    }
    // A message that a throwable took from its cause begins with the name of the cause's class.
    return message.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll(CLASS_NAME, "");
  }
}
