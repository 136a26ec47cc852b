package org.genhowto.gateway.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * Who is let in.
 *
 * @param tokens the file of clients; none lets everybody in
 * @param longestQueue requests that may wait before more are refused
 */
public record AccessSettings(Optional<Path> tokens, int longestQueue) {

  /**
   * Checks that nobody else's machine reaches a gateway without a token, nor reads one on its way.
   *
   * @throws ConfigurationException it would; the message says what helps
   */
  public void requireSafe(String host, TlsSettings tls, EdgeSettings edge) {
    if (isLoopback(host)) {
      return;
    }
    String where = "gateway.host is '%s', where other machines reach the gateway".formatted(host);
    if (tokens.isEmpty()) {
      throw new ConfigurationException(
          where
              + ": expected gateway.tokens, a file of clients (`genhowto token NAME` prints a"
              + " line)");
    }
    boolean ended = tls.isSet() || tls.ends() == TlsSettings.Ends.PROXY;
    if (!ended && edge.forwarded() == Forwarded.IGNORE) {
      throw new ConfigurationException(
          where
              + " and tokens would go in clear: expected gateway.tls-certificate and"
              + " gateway.tls-key, or gateway.tls=proxy or gateway.forwarded=trust where a proxy in"
              + " front ends TLS");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
