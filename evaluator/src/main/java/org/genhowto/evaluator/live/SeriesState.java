package org.genhowto.evaluator.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.runtime.json.Json;

/**
 * What is known of a series without a look at its samples.
 *
 * @param next sequence of the sample that comes next
 * @param digest sum of the samples' digests: equal where the samples are
 * @param newest when the newest sample was written, in milliseconds since 1970
 * @param categories number of samples of each category; their sum is the number of samples
 */
record SeriesState(long next, long digest, long newest, Map<String, Long> categories) {
  static final SeriesState EMPTY = new SeriesState(0, 0, 0, Map.of());

  SeriesState {
    categories = Map.copyOf(categories);
  }

  long count() {
    return categories.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Names the samples, such as 12-0f3a...: their number and digest. */
  String version() {
    return "%d-%016x".formatted(count(), digest);
  }

  SeriesState with(StoredRow row) {
    Map<String, Long> counts = new TreeMap<>(categories);
    counts.merge(row.category(), 1L, Long::sum);
    return new SeriesState(
        Math.max(next, row.sequence() + 1),
        digest + row.digest(),
        Math.max(newest, row.time()),
        counts);
  }

  SeriesState without(StoredRow row) {
    Map<String, Long> counts = new TreeMap<>(categories);
    counts.computeIfPresent(row.category(), (name, count) -> count > 1 ? count - 1 : null);
    return new SeriesState(next, digest - row.digest(), newest, counts);
  }

  byte[] bytes() {
    try {
      return Json.PLAIN.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SeriesState read(byte[] bytes) {
    try {
      return Json.PLAIN.readValue(bytes, SeriesState.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
