package org.genhowto.launcher.logging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What is logged.
 *
 * @param stack whether where it was thrown is of interest, as to who looks for a bug
 */
record LineEvent(
    Level level,
    String logger,
    String message,
    List<Pair> context,
    @Nullable Throwable thrown,
    boolean stack) {

  /** A part of the context. */
  record Pair(String key, String value) {}

  LineEvent {
    context = List.copyOf(context);
  }
}
