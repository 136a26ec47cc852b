package org.genhowto.gateway.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;

/** The server below the routes: what it says of itself, whom it believes, how many it serves. */
public final class ServerEdge {
  private static final String HEAD = ServerEdge.class.getName() + ".head";

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private ServerEdge() {}

  /**
   * @param host address to listen on
   * @param port 0 takes a free one
   */
  public static void addTo(
      JavalinConfig config, EdgeSettings settings, TlsSettings tls, String host, int port) {
    config.jetty.host = host;
    config.jetty.port = port;
    if (tls.isSet()) {
      TlsConnector connector =
          new TlsConnector(tls.certificate().orElseThrow(), tls.key().orElseThrow());
      config.jetty.addConnector((server, http) -> connector.on(server, http, host, port));
    }
    config.http.prefer405over404 = true;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          if (settings.forwarded() == Forwarded.TRUST) {
            http.addCustomizer(new ForwardedRequestCustomizer());
          }
          http.addCustomizer(headers());
        });
    config.jetty.modifyServer(
        server -> server.addBean(new NetworkConnectionLimit(settings.connections(), server)));
  }

  /** Whether only the head of an answer is asked for; routes then see a GET. */
  public static boolean isHead(Context context) {
    return context.req().getAttribute(HEAD) != null;
  }

  /** Headers of every answer, and HEAD as the GET whose body the server leaves out. */
  private static HttpConfiguration.Customizer headers() {
    return (request, headers) -> {
      protect(headers);
      if (!HttpMethod.HEAD.is(request.getMethod())) {
        return request;
      }
      request.setAttribute(HEAD, true);
      return new Request.Wrapper(request) {
        @Override
        public String getMethod() {
          return HttpMethod.GET.asString();
        }
      };
    };
  }

  private static void protect(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cache-Control", "no-store"); // What may be kept says so itself.
    headers.put("Content-Security-Policy", POLICY);
  }
}
