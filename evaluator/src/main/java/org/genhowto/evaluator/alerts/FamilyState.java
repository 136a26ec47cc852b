package org.genhowto.evaluator.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the metrics of one family.
 *
 * @param releases in the order in which they were first measured
 * @param open alerts by their ids
 */
record FamilyState(List<Release> releases, Map<String, Opened> open) {
  static final FamilyState EMPTY = new FamilyState(List.of(), Map.of());

  /** So many releases keep their place in the order, also those without a value. */
  private static final int REMEMBERED = 100;

  FamilyState {
    releases = List.copyOf(releases);
    open = Map.copyOf(open);
  }

  /** A release and what is known of each window. */
  record Release(String name, Map<String, Seen> windows) {
    Release {
      windows = Map.copyOf(windows);
    }
  }

  /**
   * An alert that is open.
   *
   * @param rule as it was written
   * @param metric its key
   * @param at when it was opened, in milliseconds since 1970
   */
  record Opened(String rule, String metric, long at) {}

  @Nullable Seen seen(String release, String window) {
    return releases.stream()
        .filter(each -> each.name().equals(release))
        .findFirst()
        .map(each -> each.windows().get(window))
        .orElse(null);
  }

  /** With a value of a window, or, where it is null, without one. */
  FamilyState with(String release, String window, @Nullable Seen seen) {
    List<Release> other = new ArrayList<>(releases);
    int at = 0;
    while (at < other.size() && !other.get(at).name().equals(release)) {
      at++;
    }
    if (at == other.size()) {
      if (seen == null) {
        return this;
      }
      other.add(new Release(release, Map.of()));
    }
    Map<String, Seen> windows = new TreeMap<>(other.get(at).windows());
    if (seen == null) {
      windows.remove(window);
    } else {
      windows.put(window, seen);
    }
    other.set(at, new Release(release, windows));
    for (int i = 0; i < other.size() && other.size() > REMEMBERED; ) {
      if (other.get(i).windows().isEmpty()) {
        other.remove(i);
      } else {
        i++;
      }
    }
    return new FamilyState(other, open);
  }

  FamilyState with(Map<String, Opened> alerts) {
    return new FamilyState(releases, alerts);
  }

  /** The nearest earlier release that has a value of the window. */
  @Nullable Release before(Release release, String window) {
    Release nearest = null;
    for (Release each : releases) {
      if (each.name().equals(release.name())) {
        return nearest;
      }
      if (each.windows().containsKey(window)) {
        nearest = each;
      }
    }
    return null;
  }

  byte[] bytes() {
    try {
      return Json.PLAIN.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FamilyState read(byte @Nullable [] bytes) {
    try {
      return bytes == null ? EMPTY : Json.PLAIN.readValue(bytes, FamilyState.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
