package org.genhowto.gateway.http;

import java.util.Set;

/**
 * How the server stands towards browsers and proxies.
 *
 * @param hosts names it is called by, beside those of this machine; none means any name, but those
 *     of this machine alone where it listens there alone
 * @param corsOrigins origins whose pages may use it, such as https://robots.example
 * @param forwarded whether a proxy's headers are believed
 * @param baseUrl where it is reached from outside, without a slash at the end; empty: as it was
 *     asked
 * @param connections open at the same time
 */
public record EdgeSettings(
    Set<String> hosts,
    Set<String> corsOrigins,
    Forwarded forwarded,
    String baseUrl,
    int connections) {
  public EdgeSettings {
    hosts = Set.copyOf(hosts);
    corsOrigins = Set.copyOf(corsOrigins);
    baseUrl = baseUrl.replaceFirst("/+$", "");
  }

  /** Whether a text is an origin, as browsers send it. */
  public static boolean isOrigin(String text) {
    return text.matches(
        "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?");
  }

  /** Whether a text is a web address without query, or empty. */
  public static boolean isBaseUrl(String text) {
    return text.isEmpty() || text.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~-]+)*/?");
  }
}
