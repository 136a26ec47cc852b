package org.genhowto.runtime.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.tls.TlsFiles;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.PlatformSections;

/**
 * Where a process answers health and metrics.
 *
 * @param port the one that was asked for; otherwise the first free one of a range
 * @param tls what it shows of itself; without it, it answers in clear
 */
record HealthAddress(String host, Optional<Integer> port, Optional<TlsFiles> tls) {
  private static final String SECTION = "worker";
  private static final int FIRST = PlatformSections.FIRST_HEALTH_PORT;
  private static final int LAST = PlatformSections.LAST_HEALTH_PORT;

  /** Section worker. */
  static HealthAddress from(Configuration configuration) {
    SectionValues values = configuration.values(PlatformSections.WORKER);
    return new HealthAddress(
        values.string("health-host"),
        values.findWhole("health-port").map(Math::toIntExact),
        TlsFiles.from(SECTION, values.findPath("tls-certificate"), values.findPath("tls-key")));
  }

  /** Where the endpoint of an asked or a free port is found by others. */
  String url(int number) {
    return "%s://%s:%d/healthz"
        .formatted(
            tls.isPresent() ? "https" : "http",
            host.contains(":") ? "[" + host + "]" : host,
            number);
  }

  /** Starts to answer. */
  HealthEndpoint open(HealthPages pages) {
    Optional<SSLContext> context = tls.map(files -> files.context(SECTION));
    if (port.isPresent()) {
      return open(port.get(), context, pages).orElseThrow(() -> refused(port.get(), "it is taken"));
    }
    for (int number = FIRST; number <= LAST; number++) {
      Optional<HealthEndpoint> endpoint = open(number, context, pages);
      if (endpoint.isPresent()) {
        return endpoint.get();
      }
    }
    throw refused(FIRST, "all ports up to %d are taken".formatted(LAST));
  }

  /** Empty where the port is taken. */
  private Optional<HealthEndpoint> open(
      int number, Optional<SSLContext> context, HealthPages pages) {
    InetSocketAddress address = new InetSocketAddress(host, number);
    if (address.isUnresolved()) {
      throw refused(number, "the host is unknown");
    }
    try {
      return Optional.of(HealthEndpoint.start(address, context, pages));
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      if (why.contains("in use")) {
        return Optional.empty();
      }
      throw refused(number, why);
    } catch (IOException e) {
      throw refused(number, String.valueOf(e.getMessage()));
    }
  }

  private ConfigurationException refused(int number, String why) {
    return new ConfigurationException(
        "worker.health-port %d of worker.health-host %s cannot be listened on: %s; expected a free"
                .formatted(number, host, why)
            + " port, or 0 for any");
  }
}
