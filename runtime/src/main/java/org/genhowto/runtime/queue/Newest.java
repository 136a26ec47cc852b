package org.genhowto.runtime.queue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Sets that keep what came in last, up to a number. */
final class Newest {
  private Newest() {}

  static <E> Set<E> of(int most) {
    return Collections.newSetFromMap(
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<E, Boolean> eldest) {
            return size() > most;
          }
        });
  }
}
