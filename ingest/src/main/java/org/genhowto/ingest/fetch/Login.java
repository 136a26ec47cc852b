package org.genhowto.ingest.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.remote.HostPermits;

/**
 * Who logs in on the way along redirects: what an address names goes to its own server alone, and
 * before what settings say of that server.
 *
 * @param server the server of the newest address that named somebody; empty before there was one
 * @param header what that server is told
 */
record Login(HostSecrets secrets, String server, String header) {
  static Login of(URI location, HostSecrets secrets) {
    return new Login(secrets, "", "").at(location);
  }

  /** The same with whom an address names, if it names anybody. */
  Login at(URI location) {
    Optional<String> named = HostSecrets.login(location);
    return named.map(login -> new Login(secrets, HostPermits.host(location), login)).orElse(this);
  }

  /** What the server of an address is told. */
  Map<String, String> headers(URI location) {
    Map<String, String> headers = new LinkedHashMap<>(secrets.headers(location));
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

  @Override
  public String toString() {
    return "login at " + server;
  }
}
