package org.genhowto.gateway.http;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Where the gateway listens with TLS. */
final class TlsConnector {
  private TlsConnector() {}

  static ServerConnector on(
      Server server, SSLContext context, HttpConfiguration plain, String host, int port) {
    HttpConfiguration secure = new HttpConfiguration(plain);
    SecureRequestCustomizer customizer = new SecureRequestCustomizer(false);
    customizer.setStsMaxAge(Duration.ofDays(365).toSeconds());
    secure.addCustomizer(customizer);
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(context);
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(factory, "http/1.1"),
            new HttpConnectionFactory(secure));
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }
}
