package org.genhowto.runtime.worker;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Makes the JDK's small HTTP server stand up to clients that are slow, silent or many: each request
 * has a thread, and those that do not come to an end in time lose their connection.
 */
public final class HttpServers {
  private static final int MOST_AT_ONCE = 1000;
  private static final int BACKLOG = 1000;
  private static final int IDLE_SECONDS = 10;

  static {
    // The server reads these once in a process, when the first one is made.
    limit("sun.net.httpserver.maxReqTime", "10");
    limit("sun.net.httpserver.maxRspTime", "60");
    limit("sun.net.httpserver.idleInterval", "30");
    limit("jdk.httpserver.maxConnections", "5000");
  }

  private HttpServers() {}

  /** A server that listens at an address, not started; its threads bear a name. */
  public static HttpServer at(InetSocketAddress address, String threads) throws IOException {
    return withThreads(HttpServer.create(address, BACKLOG), threads);
  }

  /** The same with TLS. */
  public static HttpServer at(InetSocketAddress address, SSLContext tls, String threads)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return withThreads(server, threads);
  }

  private static HttpServer withThreads(HttpServer server, String threads) {
    // One request too many is refused, which closes its connection.
    server.setExecutor(
        new ThreadPoolExecutor(
            0,
            MOST_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, threads);
              thread.setDaemon(true);
              return thread;
            }));
    return server;
  }

  /** Stops a server at once, with all that it is about. */
  public static void stop(HttpServer server) {
    server.stop(0);
    if (server.getExecutor() instanceof ExecutorService threads) {
      threads.shutdownNow();
    }
  }

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
