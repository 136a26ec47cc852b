package org.genhowto.runtime.remote;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A client of HTTP for what strangers name: redirects not followed, cookies not kept, proxies not
 * asked, encodings left as they come. The address that a connection goes to is the one that was
 * judged, so that a name cannot mean another one in between. Safe for several threads; whoever
 * makes it closes it.
 */
public final class RemoteClient implements AutoCloseable {
  private static final int LONGEST_HEADERS = 16 * 1024;
  private static final int FEWEST_THREADS = 2;
  private static final int MOST_THREADS = 32;

  private final HttpClient client = new HttpClient();

  /**
   * A client that is not started yet.
   *
   * @param name of its threads, and what it says it is
   * @param connectTimeout time to find an address, and time for it to take the connection
   */
  public RemoteClient(String name, Destinations destinations, Duration connectTimeout) {
    this(
        name,
        destinations,
        connectTimeout,
        (threads, timer) ->
            new SocketAddressResolver.Async(threads, timer, connectTimeout.toMillis()));
  }

  /** The same with another who knows what names mean. */
  RemoteClient(String name, Destinations destinations, Duration connectTimeout, Names names) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
    threads.setName(name + "-http");
    threads.setDaemon(true);
    Scheduler timer = new ScheduledExecutorScheduler(name + "-timer", true);
    long limit = connectTimeout.toMillis();
    client.setExecutor(threads);
    client.setScheduler(timer);
    client.setSocketAddressResolver(judged(destinations, names.resolver(threads, timer)));
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setConnectTimeout(limit);
    client.setAddressResolutionTimeout(limit);
    client.setMaxResponseHeadersSize(LONGEST_HEADERS);
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "genhowto-" + name));
  }

  /** Who is asked what names mean. */
  interface Names {
    SocketAddressResolver resolver(Executor threads, Scheduler timer);
  }

  /** Starts its threads. */
  public void start() {
    try {
      client.start();
      client.getContentDecoderFactories().clear();
      // A login is sent at once or not at all; an endless refusal is not waited for.
      client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
      client.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
    } catch (Exception e) { // As its signature has it; what it starts are threads.
      throw new IllegalStateException("the client of HTTP does not start", e);
    }
  }

  /** The client itself, for requests. */
  public HttpClient http() {
    return client;
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) { // As its signature has it; the threads end with the process.
      throw new IllegalStateException("the client of HTTP does not stop", e);
    }
  }

  private static SocketAddressResolver judged(
      Destinations destinations, SocketAddressResolver names) {
    return (host, port, context, promise) -> {
      if (destinations.holds(port)) {
        names.resolve(host, port, context, new Judgement(destinations, host, promise));
      } else {
        promise.failed(ForbiddenAddressException.ofPort(host, port));
      }
    };
  }

  /** Hands on those of the addresses of a name that may be called. */
  private record Judgement(
      Destinations destinations, String host, Promise<List<InetSocketAddress>> promise)
      implements Promise.Invocable<List<InetSocketAddress>> {
    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    @Override
    public void succeeded(List<InetSocketAddress> found) {
      List<InetSocketAddress> open =
          found.stream().filter(one -> destinations.holds(one.getAddress())).toList();
      if (open.isEmpty()) {
        promise.failed(ForbiddenAddressException.ofHost(host));
      } else {
        promise.succeeded(open);
      }
    }

    @Override
    public void failed(Throwable cause) {
      promise.failed(cause);
    }
  }
}
