package org.genhowto.launcher.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy on the loopback address that may stand in the way. */
final class Proxy implements AutoCloseable {
  private static final int BUFFER = 1 << 14;
  private static final int CONNECT_MILLIS = 2_000;

  /** What it does with connections. */
  enum Mode {
    /** Bytes go through. */
    PASS,
    /** Connections are closed as soon as they are there, open ones too. */
    CUT,
    /** Nobody listens, so that connecting is refused. */
    REFUSE,
    /** Connections are taken and bytes go nowhere, as with a network that drops them. */
    HALF_OPEN,
    /** Every piece comes late. */
    SLOW
  }

  private final InetSocketAddress target;
  private final int port;
  private final Duration latency;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile boolean closed;
  private volatile ServerSocket server;

  Proxy(int targetPort, Duration latency) throws IOException {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    this.latency = latency;
    this.server = listen(0);
    this.port = server.getLocalPort();
    begin("proxy", this::accept);
  }

  int port() {
    return port;
  }

  void mode(Mode next) throws IOException {
    Mode before = mode;
    mode = next;
    if (next == Mode.REFUSE) {
      server.close();
    } else if (before == Mode.REFUSE) {
      server = listen(port);
    }
    if (next == Mode.CUT || next == Mode.REFUSE || before == Mode.HALF_OPEN) {
      open.forEach(Proxy::shut);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    open.forEach(Proxy::shut);
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        open.add(client);
        begin("proxy-connection", () -> connect(client));
      } catch (IOException e) {
        pause(Duration.ofMillis(20)); // Closed while nobody is to listen.
      }
    }
  }

  private void connect(Socket client) {
    Socket there = new Socket();
    open.add(there);
    try (client;
        there) {
      if (mode == Mode.CUT) {
        return;
      }
      there.connect(target, CONNECT_MILLIS);
      begin("proxy-answer", () -> copy(there, client));
      copy(client, there);
    } catch (IOException e) {
      return; // Both ends are closed, which the client sees.
    } finally {
      open.remove(client);
      open.remove(there);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (mode == Mode.SLOW) {
          pause(latency);
        }
        if (mode != Mode.HALF_OPEN) {
          out.write(buffer, 0, read);
          out.flush();
        }
      }
    } catch (IOException e) {
      // One end has gone; the other follows.
    } finally {
      shut(from);
      shut(to);
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return; // It is closed either way.
    }
  }

  private static void begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
