package org.genhowto.runtime.loop;

import java.util.stream.Collectors;
import org.genhowto.schemas.Causes;

/** Failures in one line for people. */
final class Reasons {
  private Reasons() {}

  /** What was thrown and what caused it, each once. */
  static String chain(Throwable thrown) {
    return Causes.of(thrown)
        .map(
            each -> each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage())
        .distinct()
        .collect(Collectors.joining(", because of "));
  }
}
