package org.genhowto.gateway.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server below the routes: what it says of itself, whom it believes, how many it serves. */
public final class ServerEdge {
  private static final String HEAD = ServerEdge.class.getName() + ".head";

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final Logger LOG = LoggerFactory.getLogger(ServerEdge.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final long MOST_DRAINED = 256L << 20;
  private static final int BUFFER = 1 << 16;

  private ServerEdge() {}

  /**
   * @param host address to listen on
   * @param port 0 takes a free one
   */
  public static void addTo(
      JavalinConfig config, EdgeSettings settings, TlsSettings tls, String host, int port) {
    config.jetty.host = host;
    config.jetty.port = port;
    if (tls.files().isPresent()) {
      SSLContext context = tls.files().get().context("gateway");
      config.jetty.addConnector(
          (server, http) -> TlsConnector.on(server, context, http, host, port));
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

  /**
   * Reads what is left of a body that nobody wanted: a connection that is closed with bytes unread
   * is reset, and the answer is lost on its way. No more and for no longer than so much.
   */
  public static void drain(Context context) {
    if (context.header("Expect") != null) {
      return; // The body was not asked for yet.
    }
    try {
      InputStream body = context.req().getInputStream();
      byte[] buffer = new byte[BUFFER];
      long end = System.nanoTime() + DRAIN.toNanos();
      long left = MOST_DRAINED;
      for (int read = 0; read >= 0 && left > 0 && System.nanoTime() < end; left -= read) {
        read = body.read(buffer);
      }
    } catch (IOException | RuntimeException e) {
      LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a body was not read to its end");
    }
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
