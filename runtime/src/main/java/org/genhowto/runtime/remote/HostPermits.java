package org.genhowto.runtime.remote;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many calls of one host are under way. Nobody waits here: where a host is full, the caller
 * turns to another record. Safe for several threads.
 */
public final class HostPermits {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final int perHost;
  private final Map<String, Integer> taken = new HashMap<>();

  public HostPermits(int perHost) {
    this.perHost = perHost;
  }

  /** Leave to call a host, until it is closed. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A permit for the host of an address; empty where the host is full. What comes from no host,
   * such as a local file, needs no waiting and always has one.
   */
  public synchronized Optional<Permit> tryAcquire(URI location) {
    String host = host(location);
    if (host.isEmpty()) {
      return Optional.of(() -> {});
    }
    if (taken.getOrDefault(host, 0) >= perHost) {
      return Optional.empty();
    }
    taken.merge(host, 1, Integer::sum);
    AtomicBoolean open = new AtomicBoolean(true);
    return Optional.of(
        () -> {
          if (open.getAndSet(false)) {
            release(host);
          }
        });
  }

  /** Scheme, host and port, under which a server is known; empty where there is none. */
  public static String host(URI location) {
    if (location.getHost() == null) {
      return "";
    }
    String scheme = location.getScheme().toLowerCase(Locale.ROOT);
    String host = location.getHost().toLowerCase(Locale.ROOT);
    boolean usual = location.getPort() < 0 || location.getPort() == usualPort(scheme);
    return scheme + "://" + host + (usual ? "" : ":" + location.getPort());
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? HTTPS : HTTP;
  }

  private synchronized void release(String host) {
    taken.computeIfPresent(host, (name, count) -> count > 1 ? count - 1 : null);
  }
}
