package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.HostPermits;

/**
 * Hosts that failed a moment ago. Their next references are put off at once, so that a dead host
 * costs a connection now and then and no more; a reference that was put off before may look whether
 * the host is back, one at a time. Safe for several threads.
 */
final class HostCircuit {
  static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int REMEMBERED = 10_000;

  private final LongSupplier nanos;

  /** The one that failed longest ago goes first. */
  private final Map<String, Failing> failing =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failing> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param until in nanoseconds
   */
  private record Failing(String reason, Duration pause, long until, boolean probed) {
    Failing asked() {
      return new Failing(reason, pause, until, true);
    }
  }

  HostCircuit(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Lets a reference through, or puts it off.
   *
   * @param attempt how often this reference was tried, from 1
   */
  synchronized void enter(URI location, int attempt) throws RetryableException {
    String host = HostPermits.host(location);
    Failing failed = failing.get(host);
    if (failed == null || failed.until() - nanos.getAsLong() <= 0) {
      return;
    }
    if (attempt > 1 && !failed.probed()) {
      failing.put(host, failed.asked());
      return;
    }
    long left = Duration.ofNanos(failed.until() - nanos.getAsLong()).toSeconds() + 1;
    throw new RetryableException(
        "%s was not asked for %s, as it failed a moment ago (%s); it is asked again within %d s."
            .formatted(host, location, failed.reason(), left),
        new IOException(failed.reason()));
  }

  /** The host itself failed: it is left alone for a while, twice as long as the last time. */
  synchronized void failed(URI location, String reason) {
    String host = HostPermits.host(location);
    Failing before = failing.remove(host);
    Duration pause = before == null ? FIRST : before.pause().multipliedBy(2);
    Duration limited = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    failing.put(host, new Failing(reason, limited, nanos.getAsLong() + limited.toNanos(), false));
  }

  /** The host answers. */
  synchronized void answered(URI location) {
    failing.remove(HostPermits.host(location));
  }
}
