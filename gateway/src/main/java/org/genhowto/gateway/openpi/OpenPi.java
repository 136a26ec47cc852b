package org.genhowto.gateway.openpi;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.genhowto.client.GatewayClient;
import org.genhowto.client.GatewayException;
import org.genhowto.gateway.GatewaySettings;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.access.AccessCheck;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.worker.WorkerComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/openpi}: the protocol of openpi's policy server ({@code websocket_policy_server.py} of
 * Physical-Intelligence/openpi), so that its client works unchanged. It asks the gateway by the
 * gateway's own API, as any robot does: what is refused there is refused here, tokens too.
 */
public final class OpenPi implements RouteSource, WorkerComponent {
  /** Its settings. */
  public static final Section SECTION = OpenPiSettings.SECTION;

  private static final String PATH = "/v1/openpi";
  private static final String CLIENT = "openpi-client";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int INTERNAL_ERROR = 1011;
  private static final int LONGEST_REASON = 100;
  private static final int UNAVAILABLE = 503;
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final OpenPiSettings settings;
  private final GatewaySettings server;
  private volatile @Nullable ServerConnector inside;
  private final Map<String, OpenPiConnection> connections = new ConcurrentHashMap<>();
  private final ExecutorService pool =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "openpi");
            thread.setDaemon(true);
            return thread;
          });

  private OpenPi(OpenPiSettings settings, GatewaySettings server) {
    this.settings = settings;
    this.server = server;
  }

  /** Its keys begin with openpi; limits of bodies and hosts are the gateway's. */
  public static OpenPi of(Configuration configuration) {
    return new OpenPi(OpenPiSettings.from(configuration), GatewaySettings.from(configuration));
  }

  @Override
  public void addTo(JavalinConfig config) {
    config.jetty.modifyWebSocketServletFactory(
        factory -> {
          factory.setMaxBinaryMessageSize(server.maxBodyBytes());
          factory.setIdleTimeout(Duration.ZERO); // A robot may look for long before it asks.
        });
    if (server.tls().isSet()) {
      config.jetty.addConnector(this::inside);
    }
    config.routes.wsBeforeUpgrade(PATH, this::admit);
    config.routes.ws(PATH, this::serve);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  /** Where the server speaks TLS, its certificate names it as others see it: a way in from here. */
  private ServerConnector inside(Server jetty, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    connector.setHost(LOOPBACK);
    connector.setPort(0);
    inside = connector;
    return connector;
  }

  /** What is refused here is refused as HTTP, before there is a websocket. */
  private void admit(Context context) throws InterruptedException {
    if (connections.size() >= settings.connections()) {
      throw new HttpResponseException(
          UNAVAILABLE,
          "Too many robots are connected: openpi.connections is %d."
              .formatted(settings.connections()));
    }
    GatewayClient client = client(context.req().getLocalPort(), context.header("Authorization"));
    context.attribute(CLIENT, client); // Of its request, a websocket knows little.
    try {
      client.state("openpi");
    } catch (GatewayException e) {
      if (e.status() == 401 || e.status() == 403) {
        throw new HttpResponseException(e.status(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void serve(WsConfig config) {
    config.onConnect(
        context -> {
          context.enableAutomaticPings();
          connections.put(
              context.sessionId(),
              new OpenPiConnection(
                  Objects.requireNonNull(context.attribute(CLIENT), CLIENT),
                  settings,
                  new SocketWire(context),
                  pool));
          context.send(OpenPiConnection.metadata(settings));
        });
    config.onBinaryMessage(
        context -> {
          OpenPiConnection connection = connections.get(context.sessionId());
          if (connection != null) {
            ByteBuffer copy = ByteBuffer.allocate(context.data().remaining());
            copy.put(context.data().duplicate()).flip();
            connection.observed(copy);
          }
        });
    config.onMessage(
        context ->
            new SocketWire(context)
                .fail("The message is text, expected a binary one in MessagePack."));
    config.onClose(
        context ->
            Optional.ofNullable(connections.remove(context.sessionId()))
                .ifPresent(OpenPiConnection::closed));
  }

  /** The gateway by its own address; a token goes with every call. */
  private GatewayClient client(int port, @Nullable String authorization) {
    ServerConnector own = inside;
    String authority =
        own == null
            ? "%s:%d".formatted(host(server.host()), port)
            : "%s:%d".formatted(LOOPBACK, own.getLocalPort());
    GatewayClient client = new GatewayClient(URI.create("http://" + authority), AWAY);
    return Optional.ofNullable(authorization)
        .flatMap(AccessCheck::token)
        .map(client::withToken)
        .orElse(client);
  }

  private static String host(String configured) {
    try {
      InetAddress address = InetAddress.getByName(configured);
      if (address.isAnyLocalAddress()) {
        return LOOPBACK;
      }
    } catch (UnknownHostException e) {
      // It would not listen either.
    }
    return configured.contains(":") && !configured.startsWith("[")
        ? "[" + configured + "]"
        : configured;
  }

  /** A websocket that may be gone. */
  private record SocketWire(WsContext context) implements OpenPiConnection.Wire {
    @Override
    public void answer(ByteBuffer message) {
      synchronized (context.session) {
        if (context.session.isOpen()) {
          context.send(message);
        }
      }
    }

    /** As the policy server does: the sentence as text, then the end. */
    @Override
    public void fail(String sentence) {
      synchronized (context.session) {
        if (context.session.isOpen()) {
          context.send(sentence);
          context.closeSession(
              INTERNAL_ERROR, sentence.substring(0, Math.min(sentence.length(), LONGEST_REASON)));
        }
      }
    }
  }
}
