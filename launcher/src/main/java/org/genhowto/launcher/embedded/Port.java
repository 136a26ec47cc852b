package org.genhowto.launcher.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * A TCP port to listen on.
 *
 * @param host address to bind, such as 127.0.0.1
 */
record Port(String host, int number) {

  /**
   * A port that is free now: the asked one, or any where 0 is asked.
   *
   * @param purpose what will listen there, such as Kafka
   */
  static Port free(String host, int asked, String purpose) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new StartException(
          "%s cannot listen on '%s': it is no address of this machine".formatted(purpose, host), e);
    }
    if (address.isAnyLocalAddress()) {
      throw new StartException(
          "%s cannot tell its clients to use %s: name one address of this machine"
              .formatted(purpose, host));
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, asked));
      return new Port(host, probe.getLocalPort());
    } catch (IOException e) {
      throw new StartException(
          "%s cannot listen on port %d of %s (%s): stop what listens there, or choose another port"
              .formatted(purpose, asked, host, e.getMessage()),
          e);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[%s]:%d".formatted(host, number) : host + ":" + number;
  }
}
