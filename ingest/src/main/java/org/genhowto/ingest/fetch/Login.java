package org.genhowto.ingest.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.remote.HostPermits;

/**
 * Who logs in on the way along redirects: what an address names goes to its own server alone, and
 * before what settings say of that server. A host that was asked over https hears nothing of the
 * settings over http any more.
 *
 * @param server the server of the newest address that named somebody; empty before there was one
 * @param header what that server is told
 * @param safe hosts that were asked over https
 */
record Login(HostSecrets secrets, String server, String header, Set<String> safe) {
  Login {
    safe = Set.copyOf(safe);
  }

  static Login of(URI location, HostSecrets secrets) {
    return new Login(secrets, "", "", Set.of()).at(location);
  }

  /** The same one address further, with whom that names, if it names anybody. */
  Login at(URI location) {
    Set<String> hosts = new HashSet<>(safe);
    if (HostSecrets.isSecret(location)) {
      hosts.add(host(location));
    }
    Optional<String> named = HostSecrets.login(location);
    return new Login(
        secrets,
        named.isPresent() ? HostPermits.host(location) : server,
        named.orElse(header),
        hosts);
  }

  /** What the server of an address is told. */
  Map<String, String> headers(URI location) {
    boolean told = HostSecrets.isSecret(location) || !safe.contains(host(location));
    Map<String, String> headers = new LinkedHashMap<>(told ? secrets.headers(location) : Map.of());
    if (server.equals(HostPermits.host(location))) {
      headers.put(HostSecrets.AUTHORIZATION, header);
    }
    return headers;
  }

  /** An address without whom it names. */
  static URI without(URI location) {
    String user = location.getRawUserInfo();
    if (user == null) {
      return location;
    }
    try {
      return new URI(location.toString().replaceFirst("//[^/?#]*@", "//"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("an address is one without its user", e);
    }
  }

  private static String host(URI location) {
    return location.getHost().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "login at " + server;
  }
}
